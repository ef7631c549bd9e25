-- Which requests for Norco #120 were overturned, on which guideline, and why?
SELECT case_number, item, citations.text AS guideline, reasons.code, reasons.evidence
FROM issues
JOIN medications ON medications.issue_id = issues.id
LEFT JOIN citations ON citations.issue_id = issues.id AND cited_by = 'reviewer' AND cited_in = 'statement'
LEFT JOIN reasons ON reasons.issue_id = issues.id
WHERE medications.drug_name = 'norco' AND quantity = 120 AND decision = 'overturned'
ORDER BY issues.id, citations.id, reasons.id;

-- How often is each ingredient asked for, and how often overturned?
SELECT ingredient, COUNT(*) AS requests, SUM(decision = 'overturned') AS overturned
FROM medication_ingredients
JOIN medications ON medications.id = medication_id
JOIN issues ON issues.id = issue_id
GROUP BY ingredient ORDER BY requests DESC, ingredient;

-- Which items of claimants whose summary names the low back have a rationale that speaks of exercise at home?
SELECT case_number, issues.item, decision
FROM issue_search
JOIN issues ON issues.id = issue_search.rowid
WHERE issue_search MATCH 'summary: "low back" AND rationale: NEAR(home exercise)'
ORDER BY rank;

-- Which items speak of a strength of 10/325, also where it is written 10/325mg?
SELECT case_number, issues.item, decision
FROM issue_search
JOIN issues ON issues.id = issue_search.rowid
WHERE issue_search MATCH '"10/325"'
ORDER BY issues.id;

-- How many items are for the spine, with all that is part of it?
WITH RECURSIVE spine (region) AS (
    VALUES ('spine') UNION SELECT regions.region FROM regions JOIN spine ON part_of = spine.region
)
SELECT region, COUNT(DISTINCT issue_id) AS issues
FROM body_parts JOIN spine USING (region)
GROUP BY region ORDER BY 2 DESC, 1;

-- Which specialties review what?
SELECT specialty, category, COUNT(*) AS issues
FROM specialties JOIN issues USING (letter_id)
GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2;

-- outcomes | Outcome | letters
-- A letter is partially overturned where some of its requests were upheld and others overturned.
SELECT COALESCE(outcome, 'not known') AS outcome, COUNT(*) AS letters
FROM letters
GROUP BY outcome ORDER BY letters DESC, outcome

-- letter_months | Letters over time | letters
-- By month of the decision, with the outcome of the letter.
SELECT SUBSTR(decision_date, 1, 7) AS month, COALESCE(outcome, 'not known') AS outcome, COUNT(*) AS letters
FROM letters
WHERE LENGTH(decision_date) >= 7
GROUP BY month, outcome ORDER BY month, outcome

-- months | Requests over time | requests
-- By month of the decision.
SELECT SUBSTR(decision_date, 1, 7) AS month, decision, COUNT(*) AS requests
FROM issues
WHERE LENGTH(decision_date) >= 7 AND decision IS NOT NULL
GROUP BY month, decision ORDER BY month, decision

-- category | Outcome by category | requests
-- Share overturned with its 95 % Wilson interval, the categories with the most requests first.

-- drug_class | Outcome by drug class | requests
-- Share overturned with its 95 % Wilson interval, the classes with the most requests first. A request for drugs of several classes counts in each.

-- chapter | Outcome by guideline chapter | requests
-- Share overturned with its 95 % Wilson interval, the chapters that the reviewer relied on with the most requests first.

-- region | Outcome by region of the body | requests
-- Share overturned with its 95 % Wilson interval, the regions with the most requests first.

-- specialty | Outcome by the reviewer's specialty | requests
-- Share overturned with its 95 % Wilson interval, the specialties with the most requests first. A reviewer with several specialties counts in each.

-- guidelines | What each side relied on | requests
-- Requests for which the claims administrator and the reviewer cited a guideline.
SELECT COALESCE(chapter, source) AS guideline, cited_by, COUNT(DISTINCT issue_id) AS requests
FROM citations
WHERE cited_in = 'statement' AND guideline IN (
    SELECT COALESCE(chapter, source) FROM citations WHERE cited_in = 'statement'
    GROUP BY 1 ORDER BY COUNT(DISTINCT issue_id) DESC, 1 LIMIT 15
)
GROUP BY guideline, cited_by ORDER BY guideline, cited_by

-- drugs | Drugs asked for most | requests
-- By name; the table has the strengths and quantities that were asked for.
SELECT drug_name AS drug, COUNT(*) AS requests, SUM(overturned) AS overturned, GROUP_CONCAT(worded, '; ') AS wordings
FROM (
    SELECT medications.drug_name, MAX(decision = 'overturned') AS overturned,
        TRIM(COALESCE(strength, '') || COALESCE(' #' || CAST(quantity AS INTEGER), '')) AS worded
    FROM medications JOIN issues ON issues.id = issue_id
    GROUP BY medications.drug_name, issue_id
)
GROUP BY drug_name ORDER BY requests DESC, drug LIMIT 15

-- reasons | Reasons for upholding, by category | requests
-- Requests for which a reason of the group was given; several may be given for one.
SELECT category, "group", COUNT(DISTINCT issue_id) AS requests
FROM reasons JOIN issues ON issues.id = issue_id
WHERE polarity = 'against' AND decision = 'upheld' AND category IS NOT NULL
GROUP BY category, "group" ORDER BY category, "group"

-- days | Days from application to decision | letters
-- Letters with both dates, in steps of ten days.
SELECT 10 * (days_from_application_to_decision / 10) AS days, COUNT(*) AS letters
FROM letters
WHERE days_from_application_to_decision >= 0
GROUP BY 1 ORDER BY 1

-- morphine | Morphine milligram equivalents a day | requests
-- Requests for opioids whose strength, quantity and frequency or days' supply are stated, in steps of 15.
SELECT CAST(15 * CAST(mme_per_day / 15 AS INTEGER) AS INTEGER) AS mme_per_day, decision, COUNT(DISTINCT issue_id) AS requests
FROM medications JOIN issues ON issues.id = issue_id
WHERE mme_per_day IS NOT NULL AND decision IS NOT NULL
GROUP BY 1, 2 ORDER BY 1, 2

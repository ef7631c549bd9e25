-- How many therapy visits are asked for, by region of the body and outcome?
-- Of requests that say how many; of a range ("2 to 3 times a week") the most. An item for several regions counts in each.
WITH regions AS (
    SELECT DISTINCT issue_id, region FROM body_parts WHERE region IS NOT NULL
)
SELECT regions.region, issues.decision, COUNT(*) AS requests,
    ROUND(AVG(services.total_high), 1) AS mean,
    MIN(services.total_high) AS least,
    MAX(services.total_high) AS most
FROM issues
JOIN services ON services.issue_id = issues.id
LEFT JOIN regions ON regions.issue_id = issues.id
WHERE issues.category = 'rehabilitation' AND services.total_high IS NOT NULL
    AND (services.unit IS NULL OR services.unit IN ('visit', 'session', 'treatment'))
GROUP BY regions.region, issues.decision
ORDER BY regions.region, issues.decision;

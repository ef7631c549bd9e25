-- Which guidelines does the claims administrator rely on, which the reviewer, and with what outcome?
-- Of each side all that it relied on for the issue; "nothing" where it cited nothing.
WITH relied AS (
    SELECT DISTINCT issue_id, cited_by, source FROM citations WHERE cited_in = 'statement' ORDER BY issue_id, cited_by, source
),
sides AS (
    SELECT issue_id, cited_by, GROUP_CONCAT(source, ', ') AS guidelines FROM relied GROUP BY issue_id, cited_by
)
SELECT COALESCE(administrator.guidelines, 'nothing') AS claims_administrator,
    COALESCE(reviewer.guidelines, 'nothing') AS reviewer,
    COUNT(*) AS issues,
    SUM(issues.decision = 'overturned') AS overturned
FROM issues
LEFT JOIN sides AS administrator ON administrator.issue_id = issues.id AND administrator.cited_by = 'claims_administrator'
LEFT JOIN sides AS reviewer ON reviewer.issue_id = issues.id AND reviewer.cited_by = 'reviewer'
WHERE issues.decision IS NOT NULL
GROUP BY 1, 2
ORDER BY 3 DESC, 1, 2;

-- For which reasons are denials upheld, by category?
-- A reason counts once for each issue.
SELECT issues.category, reasons.code AS reason, COUNT(DISTINCT issues.id) AS issues
FROM issues
JOIN reasons ON reasons.issue_id = issues.id
WHERE issues.decision = 'upheld' AND reasons.polarity = 'against'
GROUP BY issues.category, reasons.code
ORDER BY issues.category, issues DESC, reasons.code;

-- What did each side cite where an MRI of the lumbar spine was overturned?
-- Only what was relied on, not what the rationale mentions besides; a chapter counts once for each issue.
SELECT citations.cited_by, citations.source, COALESCE(citations.chapter, citations.title) AS chapter,
    COUNT(DISTINCT issues.id) AS issues
FROM issues
JOIN citations ON citations.issue_id = issues.id
WHERE issues.decision = 'overturned'
    AND issues.category = 'diagnostic_imaging'
    AND (issues.item LIKE '%MRI%' OR issues.item LIKE '%magnetic resonance%')
    AND EXISTS (SELECT 1 FROM body_parts WHERE body_parts.issue_id = issues.id AND body_parts.region = 'lumbar_spine')
    AND citations.cited_in = 'statement'
GROUP BY 1, 2, 3
ORDER BY 1, 4 DESC, 2, 3;

-- Which topics of ODG are cited most, and by whom?
-- A topic counts once for each issue and side.
SELECT citation_sections.topic,
    COUNT(DISTINCT citations.issue_id || citations.cited_by) AS citations,
    COUNT(DISTINCT CASE WHEN citations.cited_by = 'claims_administrator' THEN citations.issue_id END) AS by_claims_administrators,
    COUNT(DISTINCT CASE WHEN citations.cited_by = 'reviewer' THEN citations.issue_id END) AS by_reviewers
FROM citation_sections
JOIN citations ON citations.id = citation_sections.citation_id
WHERE citations.source = 'ODG' AND citation_sections.topic IS NOT NULL
GROUP BY citation_sections.topic
ORDER BY citations DESC, citation_sections.topic;

-- Which topics of ODG are cited most, and by whom?
-- A topic counts once for each issue and side, cited as relied on or in the rationale.
WITH cited AS (
    SELECT DISTINCT citation_sections.topic, citations.issue_id, citations.cited_by
    FROM citation_sections
    JOIN citations ON citations.id = citation_sections.citation_id
    WHERE citations.source = 'ODG' AND citation_sections.topic IS NOT NULL
)
SELECT topic, COUNT(*) AS citations,
    SUM(cited_by = 'claims_administrator') AS by_claims_administrators,
    SUM(cited_by = 'reviewer') AS by_reviewers
FROM cited
GROUP BY topic
ORDER BY citations DESC, topic;

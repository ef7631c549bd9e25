-- Many builds of SQLite have no SQRT, so the root in the interval (Wilson's, z for 95 %) is taken by Newton's method. The square
-- is between 3.8 and n + 3.8: from half of it the root takes half as many steps as n has binary digits, and six; 40 are enough.
CREATE VIEW overturn_rates AS
WITH RECURSIVE members (grouped_by, value, issue_id) AS (
    SELECT 'category', category, id FROM issues
    UNION SELECT 'drug_class', drug_class, issue_id FROM medications
    UNION SELECT 'chapter', chapter, issue_id FROM citations WHERE cited_by = 'reviewer' AND cited_in = 'statement'
    UNION SELECT 'region', region, issue_id FROM body_parts
    UNION SELECT 'specialty', COALESCE(normal_form, specialty), issues.id FROM specialties JOIN issues USING (letter_id)
    UNION SELECT 'year', SUBSTR(decision_date, 1, 4), id FROM issues
),
counts (grouped_by, value, n, overturned) AS (
    SELECT grouped_by, value, COUNT(*), SUM(decision = 'overturned')
    FROM members JOIN issues ON issues.id = issue_id
    WHERE value IS NOT NULL AND decision IS NOT NULL
    GROUP BY grouped_by, value
),
roots (grouped_by, value, n, overturned, square, root, step) AS (
    SELECT grouped_by, value, n, overturned, z * z + 4.0 * overturned * (n - overturned) / n,
        (z * z + 4.0 * overturned * (n - overturned) / n) / 2, 0
    FROM counts, (SELECT 1.959963984540054 AS z)
    UNION ALL
    SELECT grouped_by, value, n, overturned, square, (root + square / root) / 2, step + 1
    FROM roots WHERE step < 40
)
SELECT grouped_by, value, n, overturned, ROUND(1.0 * overturned / n, 4) AS rate,
    ROUND(ABS(2 * overturned + z * z - z * root) / (2 * (n + z * z)), 4) AS rate_low,
    ROUND((2 * overturned + z * z + z * root) / (2 * (n + z * z)), 4) AS rate_high
FROM roots, (SELECT 1.959963984540054 AS z) WHERE step = 40
ORDER BY grouped_by, n DESC, value

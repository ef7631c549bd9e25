-- How often is the denial overturned, by the guideline chapter that the reviewer relied on?
-- An issue for which the reviewer relied on several chapters counts in each of them once.
SELECT value AS chapter, n AS issues, overturned, rate, rate_low, rate_high
FROM overturn_rates
WHERE grouped_by = 'chapter'
ORDER BY n DESC, value;

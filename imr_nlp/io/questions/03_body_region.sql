-- How often is the denial overturned, by region of the body?
-- An item for several regions counts in each of them once; one that names no body part counts in none.
SELECT value AS region, n AS issues, overturned, rate, rate_low, rate_high
FROM overturn_rates
WHERE grouped_by = 'region'
ORDER BY n DESC, value;

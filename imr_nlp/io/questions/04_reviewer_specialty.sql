-- How often is the denial overturned, by the reviewer's specialty?
-- A reviewer with several specialties counts in each of them.
SELECT value AS specialty, n AS issues, overturned, rate, rate_low, rate_high
FROM overturn_rates
WHERE grouped_by = 'specialty'
ORDER BY n DESC, value;

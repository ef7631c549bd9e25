-- How often are requests for drugs overturned, by drug class?
-- An issue that asks for drugs of several classes counts in each of them once.
SELECT value AS drug_class, n AS issues, overturned, rate, rate_low, rate_high
FROM overturn_rates
WHERE grouped_by = 'drug_class'
ORDER BY n DESC, value;

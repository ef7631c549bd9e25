-- How many morphine milligram equivalents a day do requests for opioids come to, by outcome?
-- Known only where strength, quantity and either days' supply or frequency are told; "requests" counts all that ask for opioids.
SELECT issues.decision,
    COUNT(*) AS requests,
    COUNT(medications.mme_per_day) AS known,
    ROUND(AVG(medications.mme_per_day), 1) AS mean,
    MIN(medications.mme_per_day) AS least,
    MAX(medications.mme_per_day) AS most
FROM medications
JOIN issues ON issues.id = medications.issue_id
WHERE medications.drug_class = 'opioids'
GROUP BY issues.decision
ORDER BY issues.decision;

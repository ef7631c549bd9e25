-- How many morphine milligram equivalents a day do requests for opioids come to, by outcome?
-- A day's are known only where the days' supply or the frequency is told, those of the whole quantity more often.
SELECT issues.decision,
    COUNT(*) AS requests,
    COUNT(medications.mme_per_day) AS known,
    ROUND(AVG(medications.mme_per_day), 1) AS mean_per_day,
    MIN(medications.mme_per_day) AS least_per_day,
    MAX(medications.mme_per_day) AS most_per_day,
    COUNT(medications.mme_total) AS total_known,
    ROUND(AVG(medications.mme_total), 1) AS mean_total
FROM medications
JOIN issues ON issues.id = medications.issue_id
WHERE medications.drug_class = 'opioids'
GROUP BY issues.decision
ORDER BY issues.decision;

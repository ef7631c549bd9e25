-- How many days pass from the application to the decision, by priority?
SELECT priority,
    COUNT(*) AS letters,
    ROUND(AVG(days_from_application_to_decision), 1) AS mean,
    MIN(days_from_application_to_decision) AS least,
    MAX(days_from_application_to_decision) AS most
FROM letters
WHERE days_from_application_to_decision IS NOT NULL
GROUP BY priority
ORDER BY priority;

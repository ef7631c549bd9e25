-- Which quantities of Norco were asked for, and with what outcome?
SELECT medications.quantity, issues.decision, COUNT(*) AS requests
FROM medications
JOIN issues ON issues.id = medications.issue_id
WHERE medications.drug_name = 'norco'
GROUP BY medications.quantity, issues.decision
ORDER BY medications.quantity, issues.decision;

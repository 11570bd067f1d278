-- Vacancies per 1,000 jobs in the newest quarter that has all branches: highest, lowest, and how many times as high.
WITH cells AS (SELECT period, split_part(SBI2008_label, ' ', 1) AS code, value FROM {vacancy_rate} WHERE grade < 'C'),
branches AS (SELECT * FROM cells WHERE code IN (SELECT unnest({group}))),
newest AS (SELECT max(period) AS period FROM (SELECT period FROM branches GROUP BY period HAVING count(DISTINCT code) = len({group})))
SELECT unnest(['ratio', 'top', 'bottom']) AS name, unnest([max(value) / min(value), max(value), min(value)]) AS value
FROM branches JOIN newest USING (period);

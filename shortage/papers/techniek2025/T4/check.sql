-- Vacancies per 100 unemployed as means of four quarters; how many of the last {years} years' quarters lie above {threshold}.
WITH vacancies AS (SELECT period, value FROM {vacancies} WHERE measure = 'OpenstaandeVacatures_1'
    AND Bedrijfskenmerken = 'T001081' AND period LIKE '%KW%' AND grade < 'C'),
unemployed AS (SELECT period, value FROM {labour_force} WHERE measure = '3000800_2'
    AND SeizoenEnWerkdagcorrectie = 'A042501' AND period LIKE '%KW%' AND grade < 'C'),
means AS (SELECT period, 100 * sum(v.value) OVER year / sum(u.value) OVER year AS tightness, count(*) OVER year AS quarters,
    row_number() OVER (ORDER BY period DESC) AS back
    FROM vacancies v JOIN unemployed u USING (period) WINDOW year AS (ORDER BY period ROWS 3 PRECEDING))
SELECT unnest(['share', 'above', 'latest', 'peak']) AS name, unnest([100 * avg((tightness > {threshold})::INT)
    FILTER (back <= 4 * {years}), sum((tightness > {threshold})::INT) FILTER (back <= 4 * {years}),
    max(tightness) FILTER (back = 1), max(tightness)]) AS value FROM means WHERE quarters = 4;

-- Vacancies per 100 unemployed as means of {window} quarters: newest, a year before, highest; single quarters on end above 100.
WITH unemployed AS (SELECT period, value FROM {labour_force_monthly} WHERE measure = '3000800_2' AND Geslacht = 'T001038'
    AND Leeftijd = '52052' AND period LIKE '%KW%' AND grade < 'C'),
vacancies AS (SELECT period, value FROM {vacancies} WHERE measure = 'OpenstaandeVacatures_1'
    AND Bedrijfskenmerken = 'T001081' AND period LIKE '%KW%' AND grade < 'C'),
means AS (SELECT period, 100 * sum(v.value) OVER year / sum(u.value) OVER year AS tightness, count(*) OVER year AS quarters,
    row_number() OVER (ORDER BY period DESC) AS back
    FROM vacancies v JOIN unemployed u USING (period) WINDOW year AS (ORDER BY period ROWS {window} - 1 PRECEDING)),
above AS (SELECT 4 * left(period, 4)::INT + right(period, 1)::INT AS quarter FROM vacancies v JOIN unemployed u USING (period)
    WHERE v.value > u.value), runs AS (SELECT quarter - row_number() OVER (ORDER BY quarter) AS start FROM above)
SELECT unnest(['latest', 'earlier', 'past', 'peak', 'run']) AS name, unnest([max(tightness) FILTER (back = 1),
    max(tightness) FILTER (back = 5), max(tightness) FILTER (left(period, 4)::INT <= {past_until}), max(tightness),
    (SELECT max(quarters) FROM (SELECT count(*) AS quarters FROM runs GROUP BY start))]) AS value
FROM means WHERE quarters = {window};

-- Vacancies per 100 unemployed, not adjusted for season: {window} quarters up to the last one, and those {back} quarters earlier.
WITH line AS (SELECT period, v.value AS open, u.value AS unemployed, 4 * left(period, 4)::INT + right(period, 1)::INT AS quarter
    FROM {vacancies} v JOIN {labour_force_monthly} u USING (period) WHERE v.measure = 'OpenstaandeVacatures_1'
    AND v.Bedrijfskenmerken = 'T001081' AND v.grade < 'C' AND period LIKE '%KW%' AND period <= {until}
    AND u.measure = '3000800_2' AND u.Geslacht = 'T001038' AND u.Leeftijd = '52052' AND u.grade < 'C'),
ends AS (SELECT max(quarter) AS last FROM line),
means AS (SELECT avg(100 * open / unemployed) FILTER (quarter > last - {window}) AS latest,
    avg(100 * open / unemployed) FILTER (quarter BETWEEN last - {back} - {window} + 1 AND last - {back}) AS earlier FROM line, ends)
SELECT unnest(['latest', 'earlier', 'change']) AS name, unnest([latest, earlier, 100 * (latest / earlier - 1)]) AS value FROM means;

-- Open vacancies per 1,000 persons of the labour force: {window} quarters up to the last one, and those {back} quarters earlier.
WITH line AS (SELECT 1000 * v.value / f.value AS rate, 4 * left(period, 4)::INT + right(period, 1)::INT AS quarter
    FROM {vacancies} v JOIN {labour_force} f USING (period) WHERE v.measure = 'OpenstaandeVacatures_1'
    AND v.Bedrijfskenmerken = 'T001081' AND v.grade < 'C' AND period LIKE '%KW%' AND period <= {until}
    AND f.measure_label = 'Beroepsbevolking' AND f.SeizoenEnWerkdagcorrectie_label LIKE 'Oorspronkelijke%' AND f.grade < 'C'),
ends AS (SELECT max(quarter) AS last FROM line),
means AS (SELECT avg(rate) FILTER (quarter > last - {window}) AS latest,
    avg(rate) FILTER (quarter BETWEEN last - {back} - {window} + 1 AND last - {back}) AS earlier FROM line, ends)
SELECT unnest(['latest', 'earlier', 'change']) AS name, unnest([latest, earlier, 100 * (latest / earlier - 1)]) AS value FROM means;

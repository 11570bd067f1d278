-- Unemployed persons, seasonally adjusted: mean of {window} quarters up to the last one, and of those {back} quarters earlier.
WITH line AS (SELECT period, value, 4 * left(period, 4)::INT + right(period, 1)::INT AS quarter FROM {labour_force}
    WHERE measure_label = 'Werkloze beroepsbevolking' AND grade < 'C' AND period LIKE '%KW%' AND period <= {until}
    AND SeizoenEnWerkdagcorrectie_label = CASE {series} WHEN 'adjusted' THEN 'Seizoengecorrigeerde cijfers'
        ELSE 'Oorspronkelijke, ongecorrigeerde cijfers' END),
ends AS (SELECT max(quarter) AS last FROM line),
means AS (SELECT avg(value) FILTER (quarter > last - {window}) AS latest,
    avg(value) FILTER (quarter BETWEEN last - {back} - {window} + 1 AND last - {back}) AS earlier FROM line, ends)
SELECT unnest(['latest', 'earlier', 'change']) AS name, unnest([latest, earlier, 100 * (latest / earlier - 1)]) AS value FROM means;

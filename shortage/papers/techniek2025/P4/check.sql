-- The rise that replaces all open vacancies of {branch} (vacancies over employed persons), and how fast vacancies turn over.
WITH cells AS (SELECT measure, period, value, split_part(Bedrijfskenmerken_label, ' ', 1) AS code FROM {vacancies}
    WHERE period LIKE '%KW%' AND grade < 'C'),
lines AS (SELECT measure, period, coalesce(max(value) FILTER (code = {branch}), sum(value) FILTER (length(code) = 1
    AND code BETWEEN left({branch}, 1) AND right({branch}, 1))) AS value FROM cells GROUP BY ALL),
people AS (SELECT period, sum(value) AS value FROM {labour_volume} WHERE measure_label = 'Werkzame personen seizoengecorrigeerd'
    AND TypeWerkenden_label = 'Totaal' AND list_contains(CASE {branch} WHEN 'B-F' THEN ['B-E', 'F'] ELSE [{branch}] END,
    split_part(BedrijfstakkenBranchesSBI2008_label, ' ', 1)) GROUP BY period, vintage ORDER BY period DESC, vintage DESC LIMIT 1),
year AS (SELECT f.value AS filled, o.value AS open FROM lines f JOIN lines o ON o.period = f.period AND o.measure LIKE 'Openstaande%'
    WHERE f.measure LIKE 'Vervulde%' AND f.value IS NOT NULL ORDER BY f.period DESC LIMIT 4)
SELECT unnest(['rise', 'open_now', 'employed', 'filled', 'months']) AS name, unnest([100 * v.value / p.value, 1000 * v.value,
    1000 * p.value, (SELECT 1000 * sum(filled) FROM year), (SELECT 12 * avg(open) / sum(filled) FROM year)]) AS value
FROM people p JOIN lines v ON v.period = p.period AND v.measure LIKE 'Openstaande%';

-- Lasting programmes with fewer first-years in the last year than in the first, and the share and number of small ones.
WITH years AS (SELECT "Opleiding_label" AS programme, "Soort onderwijs / niveau_label" AS kind, period, value FROM {first_years_hbo}
    WHERE coalesce("Opleiding_label", '') <> '' AND value > 0 AND grade < 'C' AND period >= coalesce(nullif({since}, ''), '0')
    AND kind IN ('hbo ad', 'hbo bachelor') AND ({kind} = 'all' OR kind = 'hbo ' || {kind})),
ends AS (SELECT min(period) AS begin, max(period) AS last, count(DISTINCT period) AS years FROM years),
lasting AS (SELECT sum(value) FILTER (period = begin) AS before, sum(value) FILTER (period = last) AS now
    FROM years, ends GROUP BY kind, programme, years HAVING count(*) = years),
small AS (SELECT period, 100 * avg((value < {threshold})::INT) AS share, count(*) FILTER (value < {threshold}) AS few, count(*) AS every FROM years GROUP BY period)
SELECT 'fewer' AS name, count(*) FILTER (now < before * (1 - {loss_pct} / 100)) AS value FROM lasting
UNION ALL SELECT 'lasting', count(*) FROM lasting UNION ALL SELECT 'small_top', max(share) FROM small
UNION ALL SELECT 'small_last', arg_max(share, period) FROM small UNION ALL SELECT 'small_first', arg_min(share, period) FROM small
UNION ALL SELECT 'small_count_first', arg_min(few, period) FROM small UNION ALL SELECT 'small_count_last', arg_max(few, period) FROM small
UNION ALL SELECT 'all_first', arg_min(every, period) FROM small UNION ALL SELECT 'all_last', arg_max(every, period) FROM small;

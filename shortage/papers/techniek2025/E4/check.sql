-- First-years of technical associate degrees and bachelors in the first and the last year (DUO), and their change.
WITH years AS (SELECT right("Soort onderwijs / niveau_label", -4) AS phase, period, value FROM {first_years_hbo}
    WHERE "Richting_label" = 'techniek' AND coalesce("Opleiding_label", '') = '' AND grade < 'C'
    AND "Soort onderwijs / niveau_label" IN ('hbo ad', 'hbo bachelor') AND period >= coalesce(nullif({since}, ''), '0')),
ends AS (SELECT phase, arg_min(value, period) AS first, arg_max(value, period) AS last FROM years GROUP BY phase)
SELECT phase || '_first' AS name, first AS value FROM ends UNION ALL SELECT phase || '_last', last FROM ends
UNION ALL SELECT phase || '_change', 100 * (last / first - 1) FROM ends;

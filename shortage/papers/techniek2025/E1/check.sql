-- First-years in technical hbo and students in technical mbo (DUO): first and last year, change, share of all.
WITH cells AS (SELECT 'hbo' AS level, period, sum(value) FILTER ("Richting_label" = 'techniek') AS part,
    sum(value) FILTER ("Richting_label" = 'Totaal') AS every FROM {first_years_hbo} WHERE coalesce("Opleiding_label", '') = ''
    AND "Soort onderwijs / niveau_label" = 'hbo (ad+bachelor)' AND period >= coalesce(nullif({since}, ''), '0') GROUP BY period
UNION ALL SELECT 'mbo', a.period, a.value, b.value FROM {mbo_students_by_chamber} a JOIN {mbo_students_by_institution} b
    ON a.period = b.period AND b."Leerweg_label" = 'mbo (bol+bbl)' WHERE a."Sectorkamer_label" = 'Techniek en gebouwde omgeving'
    AND a."Leerweg_label" = 'bol en bbl' AND a."Niveau_label" = 'alle niveaus' AND a."Hoofdgroep_label" = 'alle hoofdgroepen'),
ends AS (SELECT level, arg_min(part, period) AS a, arg_max(part, period) AS b, arg_min(every, period) AS c,
    arg_max(every, period) AS d FROM cells GROUP BY level)
SELECT level || unnest(['_first', '_last', '_change', '_share_first', '_share_last', '_all_change']) AS name,
    unnest([a, b, 100 * (b / a - 1), 100 * a / c, 100 * b / d, 100 * (d / c - 1)]) AS value FROM ends;

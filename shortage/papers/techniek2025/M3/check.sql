-- Job vacancy rates of the newest quarter with more than 15 EU countries, one edition, against the Dutch rate.
WITH rates AS (SELECT period, geo, value FROM {vacancy_rates_eu} WHERE nace_r2 = 'B-S' AND s_adj = 'NSA' AND grade < 'C'
    AND vintage = (SELECT max(vintage) FROM {vacancy_rates_eu} WHERE nace_r2 = 'B-S' AND s_adj = 'NSA' AND grade < 'C')
    AND geo NOT IN ('NO', 'CH', 'IS', 'MK', 'UK') AND geo NOT LIKE 'EU%' AND geo NOT LIKE 'EA%'),
last AS (SELECT max(period) AS period FROM (SELECT period FROM rates GROUP BY period HAVING count(*) > 15)),
now AS (SELECT geo, value, max(value) FILTER (geo = 'NL') OVER () AS dutch FROM rates JOIN last USING (period))
SELECT unnest(['tight', 'countries', 'dutch', 'closest', 'near', 'half']) AS name, unnest([
    count(*) FILTER (value >= dutch), count(*), any_value(dutch), max(value),
    count(*) FILTER (value >= dutch * {wide_pct} / 100), 100 * median(value) / any_value(dutch)]) AS value
FROM now WHERE geo <> 'NL';

-- Average growth of GDP per hour worked over {recent} years and the {before} before, beside the median of other countries.
WITH growth AS (SELECT ref_area AS geo, period[:4]::INT AS year, value FROM {oecd_productivity_growth} WHERE grade < 'C'
    AND measure_label = 'GDP per hour worked, annual growth, constant prices' AND ref_area <> 'OECD' AND value IS NOT NULL),
ends AS (SELECT coalesce(try_cast({until} AS INT), max(year) FILTER (geo = 'NLD')) AS last FROM growth),
counts AS (SELECT year, count(*) AS n FROM growth, ends WHERE year <= last GROUP BY year),
levels AS (SELECT ref_area AS geo, row_number() OVER (ORDER BY value DESC) AS place, count(*) OVER () AS ranked FROM {oecd_productivity_level}
    WHERE ref_area <> 'OECD' AND period = (SELECT arg_max(period, (n, period)) FROM (SELECT period, count(DISTINCT ref_area) AS n
    FROM {oecd_productivity_level} WHERE ref_area <> 'OECD' GROUP BY period))),
means AS (SELECT geo, avg(value) AS value FROM growth, (SELECT max(year) AS year FROM counts WHERE n = (SELECT max(n) FROM counts)) AS newest
    WHERE growth.year BETWEEN newest.year - {recent} + 1 AND newest.year GROUP BY geo HAVING count(*) = {recent}),
peers AS (SELECT value FROM means LEFT JOIN levels USING (geo) WHERE geo <> 'NLD' AND ({peers} = 'all' OR place <= (ranked + 1) // 2))
SELECT 'average' AS name, avg(value) AS value FROM growth, ends WHERE geo = 'NLD' AND year BETWEEN last - {recent} + 1 AND last
UNION ALL SELECT 'earlier', avg(value) FROM growth, ends WHERE geo = 'NLD' AND year BETWEEN last - {recent} - {before} + 1 AND last - {recent}
UNION ALL SELECT 'own', value FROM means WHERE geo = 'NLD' UNION ALL SELECT 'middle', median(value) FROM peers
UNION ALL SELECT 'countries', count(*) FROM peers UNION ALL SELECT 'place', place FROM levels WHERE geo = 'NLD';

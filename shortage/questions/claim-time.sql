-- Which figures were judged: period and edition of each.
WITH line AS (SELECT period, value * {factor} AS value, row_number() OVER (ORDER BY period DESC) AS back FROM {file}
    WHERE {where}
    AND (period, vintage) IN ({pairs}))
SELECT unnest(['inside', 'periods', 'share']) AS name, unnest([a, b, 100 * a / b]) AS value
FROM (SELECT (count(*) FILTER (value {sign} {border}))::DOUBLE AS a, count(*)::DOUBLE AS b FROM line
    WHERE back <= {periods});

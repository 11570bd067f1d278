-- Which figures were judged: period and edition of each.
WITH line AS (SELECT period, value * {factor} AS value, row_number() OVER (ORDER BY period DESC) AS back FROM {file}
    WHERE {where}
    AND (period, vintage) IN ({pairs}))
SELECT unnest(['latest', 'earlier', 'change']) AS name, unnest([a, b, 100 * (a / b - 1)]) AS value
FROM (SELECT avg(value) FILTER (back <= {window}) AS a,
    avg(value) FILTER (back > {back} AND back <= {back} + {window}) AS b FROM line);

-- Knowledge migrants (second-hand), labour migrants from outside the EU/EFTA in the same years, and the salary
-- criterion of the newest years without a gap up to then.
WITH came AS (SELECT min(period) AS p, max(period) AS q, arg_min(value, period) AS a, arg_max(value, period) AS b
    FROM {knowledge_migrants_news} WHERE period >= {since}),
runs AS (SELECT period, value, left(period, 4)::INT - row_number() OVER (ORDER BY period) AS run FROM {salary_norms}, came
    WHERE groep_label = '30 jaar of ouder' AND period BETWEEN {since} AND q),
norm AS (SELECT arg_min(value, period) AS a, arg_max(value, period) AS b FROM runs WHERE run = (SELECT max(run) FROM runs)),
labour AS (SELECT max(value) FILTER (period = p) AS a, max(value) FILTER (period = q) AS b FROM {immigrants_non_eu}, came
    WHERE "Migratiemotief" = 'A009232' AND grade < 'C')
SELECT unnest(['migrants_first', 'migrants_last', 'criterion_first', 'criterion_last', 'rise', 'labour_first', 'labour_last']) AS name,
    unnest([c.a, c.b, n.a, n.b, 100 * (n.b / n.a - 1), l.a, l.b]) AS value FROM came c, norm n, labour l;

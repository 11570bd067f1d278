-- Sections with more open vacancies in the last {window} quarters than on average from {first_year} to {last_year}.
WITH cells AS (SELECT period, left(Bedrijfskenmerken_label, 1) AS code, value FROM {vacancies} WHERE measure = 'OpenstaandeVacatures_1'
    AND period LIKE '%KW%' AND grade < 'C' AND value IS NOT NULL AND regexp_matches(Bedrijfskenmerken_label, '^[A-S] ')),
ends AS (SELECT period, row_number() OVER (ORDER BY period DESC) AS back FROM cells GROUP BY period HAVING count(*) = 19),
means AS (SELECT code, avg(value) FILTER (back <= {window}) AS latest,
    avg(value) FILTER (left(period, 4)::INT BETWEEN {first_year} AND {last_year}) AS past FROM cells JOIN ends USING (period) GROUP BY code)
SELECT unnest(['above', 'sections', 'share']) AS name,
    unnest([sum((latest > past)::INT), count(*), 100 * avg((latest > past)::INT)]) AS value FROM means;

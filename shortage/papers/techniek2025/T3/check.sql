-- Mean open vacancies of sections B to F (the published sum, else that of its parts): last {window} quarters, before, {base_year}.
WITH rows AS (SELECT period, value, Bedrijfskenmerken_label AS label FROM {vacancies} WHERE measure = 'OpenstaandeVacatures_1'
    AND period LIKE '%KW%' AND grade < 'C' AND value IS NOT NULL),
sums AS (SELECT period, row_number() OVER (ORDER BY period DESC) AS back, coalesce(max(value) FILTER (label LIKE 'B-F %'),
    sum(value) FILTER (regexp_matches(label, '^[BCDEF] '))) AS value FROM rows GROUP BY period
    HAVING count(*) FILTER (regexp_matches(label, '^[BCDEF] ')) = 5 OR count(*) FILTER (label LIKE 'B-F %') = 1),
means AS (SELECT avg(value) FILTER (back <= {window}) AS current,
    avg(value) FILTER (back > {window} AND back <= 2 * {window}) AS before,
    avg(value) FILTER (left(period, 4)::INT = {base_year}) AS base FROM sums)
SELECT unnest(['current', 'before', 'base', 'change_year', 'change_base']) AS name, unnest([current, before, base,
    100 * (current / before - 1), 100 * (current / base - 1)]) AS value FROM means;

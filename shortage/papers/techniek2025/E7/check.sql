-- Share of the untapped potential that equals the open vacancies of sections B to F, means of {window} quarters.
WITH people AS (SELECT period, sum(value) AS value, sum(value) FILTER (measure = '3001020') AS part_time FROM {labour_force}
    WHERE measure IN ('3000800_2', '3001040', '3001070', '3001020') AND SeizoenEnWerkdagcorrectie = 'A050903'
    AND period LIKE '%KW%' AND grade < 'C' GROUP BY period HAVING count(value) = 4),
jobs AS (SELECT period, coalesce(max(value) FILTER (Bedrijfskenmerken_label LIKE 'B-F %'),
    sum(value) FILTER (regexp_matches(Bedrijfskenmerken_label, '^[BCDEF] '))) AS value FROM {vacancies}
    WHERE measure = 'OpenstaandeVacatures_1' AND period LIKE '%KW%' AND grade < 'C' AND value IS NOT NULL GROUP BY period
    HAVING count(*) FILTER (regexp_matches(Bedrijfskenmerken_label, '^[BCDEF] ')) = 5 OR count(*) FILTER (Bedrijfskenmerken_label LIKE 'B-F %') = 1),
last AS (SELECT p.value AS persons, part_time, j.value AS vacant FROM people p JOIN jobs j USING (period) ORDER BY period DESC LIMIT {window})
SELECT unnest(['persons', 'vacant', 'part_time', 'needed', 'needed_without']) AS name, unnest([avg(persons), avg(vacant), avg(part_time),
    100 * avg(vacant) / avg(persons), 100 * avg(vacant) / avg(persons - part_time)]) AS value FROM last;

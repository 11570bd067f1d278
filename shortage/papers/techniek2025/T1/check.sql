-- Named sectors among the first {top} by vacancies per 1,000 jobs and by months that a vacancy stays open (stock by flow).
WITH codes AS (SELECT unnest(string_split('A ' || CASE WHEN list_contains({named}, 'B-F') THEN 'B-F' ELSE 'B C D E F' END
    || ' G H I J K L M N O P Q R S', ' ')) AS code),
rates AS (SELECT code, value, rank() OVER (ORDER BY value DESC) AS place FROM {vacancy_rate} JOIN codes
    ON SBI2008_label LIKE code || ' %' WHERE grade < 'C' AND period = (SELECT period FROM {vacancy_rate}
    WHERE grade < 'C' AND regexp_matches(SBI2008_label, '^[A-S] ') GROUP BY period HAVING count(*) = 19 ORDER BY 1 DESC LIMIT 1)),
cells AS (SELECT period, split_part(Bedrijfskenmerken_label, ' ', 1) AS code, measure, value, row_number() OVER (PARTITION BY
    Bedrijfskenmerken, measure ORDER BY period DESC) AS back FROM {vacancies} WHERE period LIKE '%KW%' AND grade < 'C' AND period <=
    (SELECT max(period) FROM {vacancies} WHERE measure = 'VervuldeVacatures_3' AND value IS NOT NULL AND period LIKE '%KW%')),
months AS (SELECT code, 3 * sum(value) FILTER (measure LIKE 'Open%') / sum(value) FILTER (measure LIKE 'Vervuld%') AS value
    FROM cells WHERE back <= 4 AND (code IN (FROM codes) OR code = 'A-U') GROUP BY code),
long AS (SELECT code, value, rank() OVER (ORDER BY value DESC) AS place FROM months WHERE code <> 'A-U'),
named AS (SELECT r.place AS rate, l.place AS long, l.value FROM rates r JOIN long l USING (code) WHERE code IN (SELECT unnest({named})))
SELECT unnest(['both', 'by_rate', 'by_duration', 'longest', 'all_months']) AS name, unnest([sum((rate <= {top} AND long <= {top})::INT),
    sum((rate <= {top})::INT), sum((long <= {top})::INT), max(value), (SELECT value FROM months WHERE code = 'A-U')]) AS value FROM named;

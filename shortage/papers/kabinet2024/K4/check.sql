-- Quarters in a row from the first one on with more than {border} vacancies per 100 unemployed; the newest and the highest value.
WITH line AS (SELECT v.period, 100 * v.value / u.value AS tightness FROM {vacancies} v JOIN {labour_force_monthly} u USING (period)
    WHERE v.measure = 'OpenstaandeVacatures_1' AND v.Bedrijfskenmerken = 'T001081' AND v.grade < 'C' AND period LIKE '%KW%'
    AND u.measure = '3000800_2' AND u.Geslacht = 'T001038' AND u.Leeftijd = '52052' AND u.grade < 'C' AND period >= {start})
SELECT unnest(['count', 'latest', 'highest']) AS name, unnest([count(*) FILTER (period < (SELECT coalesce(min(period), '9')
    FROM line WHERE ({side} = 'above') <> (tightness > {border}))), arg_max(tightness, period), max(tightness)]) AS value FROM line;

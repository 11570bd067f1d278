-- Open vacancies per 1,000 persons of the labour force, neither adjusted for season: highest and newest value.
SELECT unnest(['highest', 'latest']) AS name, unnest([max(1000 * v.value / f.value), arg_max(1000 * v.value / f.value, period)]) AS value
FROM {vacancies} v JOIN {labour_force} f USING (period)
WHERE v.measure = 'OpenstaandeVacatures_1' AND v.Bedrijfskenmerken = 'T001081' AND v.grade < 'C' AND period LIKE '%KW%'
    AND f.measure_label = 'Beroepsbevolking' AND f.SeizoenEnWerkdagcorrectie_label LIKE 'Oorspronkelijke%' AND f.grade < 'C';

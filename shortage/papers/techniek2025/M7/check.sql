-- International knowledge workers: with a technical education, and as a part of the labour force.
SELECT CASE measure_label WHEN 'NL: international knowledge workers as % of labour force' THEN 'workers' ELSE 'technical' END AS name,
    value FROM {migration_claims} WHERE grade < 'C' AND measure_label IN ('NL: international knowledge workers as % of labour force',
    'NL: international knowledge workers with a technical field of education');

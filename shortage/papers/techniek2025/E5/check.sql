-- Shares of pupils with a science or technical profile in the monitor of the Technology Pact: first and last year.
WITH years AS (SELECT CASE "Soort onderwijs / niveau_label" WHEN 'havo' THEN 'havo' WHEN 'vwo' THEN 'vwo' ELSE 'vmbo' END AS school,
    period, value FROM {technology_pact} WHERE grade < 'C' AND ((measure_label = 'Aandeel N-profiel leerjaar 4'
    AND "Soort onderwijs / niveau_label" IN ('havo', 'vwo')) OR measure_label = 'Aandeel technisch profiel leerjaar 3'))
SELECT school || '_then' AS name, arg_min(value, period) AS value FROM years GROUP BY school
UNION ALL SELECT school || '_now', arg_max(value, period) FROM years GROUP BY school;

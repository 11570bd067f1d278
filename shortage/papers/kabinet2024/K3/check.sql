-- Seasonally adjusted vacancies of the newest edition that has the quarter, per 100 seasonally adjusted unemployed, in the quarter of the claim.
WITH unemployed AS (SELECT period, value FROM {labour_force_monthly} WHERE measure_label = 'Werkloze beroepsbevolking, seizoengecorrigeerd'
    AND Geslacht_label = 'Totaal' AND Leeftijd_label = '15 tot 75 jaar' AND grade < 'C'),
vacancies AS (SELECT period, value, vintage FROM {vacancies_adjusted_total}
    WHERE measure_label LIKE 'Openstaande%' AND grade < 'C' AND 'adjusted-' || vintage GLOB {series})
SELECT 'value' AS name, 100 * v.value / u.value AS value FROM vacancies v JOIN unemployed u USING (period) WHERE period = {period}
ORDER BY v.vintage DESC LIMIT 1;

-- Growth a year of permits valid for work since the German break, and permits per 1,000 inhabitants of the next day.
WITH stock AS (SELECT geo, period, value FROM {valid_permits} WHERE reason_label = 'Employment reasons'
    AND geo IN ('NL', 'DE', 'BE') AND grade < 'C'),
common AS (SELECT period FROM stock WHERE period >= '2021JJ00' GROUP BY period HAVING count(*) = 3),
ends AS (SELECT min(period) AS first, max(period) AS last FROM common),
growth AS (SELECT geo, (b.value - a.value) / 1000 / (left(last, 4)::INT - left(first, 4)::INT) AS yearly, b.value AS valid, last
    FROM stock a JOIN stock b USING (geo), ends WHERE a.period = first AND b.period = last),
named AS (SELECT *, CASE geo WHEN 'NL' THEN 'netherlands' WHEN 'DE' THEN 'germany' ELSE 'belgium' END AS name FROM growth)
SELECT name, yearly AS value FROM named UNION ALL SELECT 'together', sum(yearly) FROM named WHERE geo <> 'NL'
UNION ALL SELECT name || '_permits', 1000 * valid / p.value FROM named n JOIN {population} p
    ON p.geo = n.geo AND p.period = (left(n.last, 4)::INT + 1) || 'JJ00';

-- Labour immigrants of the year, filled technical vacancies (B-F), and the part of them that the stated share needs.
WITH people AS (SELECT e.period, e.value + n.value AS people FROM {immigrants_eu} e JOIN {immigrants_non_eu} n USING (period)
    WHERE e."AfgeleidMigratiedoel" = 'A009232' AND n."Migratiemotief" = 'A009232' AND e.grade < 'C' AND n.grade < 'C'),
filled AS (SELECT period, 1000 * sum(value) FILTER ("Bedrijfskenmerken" = '300003') AS technical,
    1000 * sum(value) FILTER ("Bedrijfskenmerken" = 'T001081') AS every FROM {vacancies}
    WHERE measure = 'VervuldeVacatures_3' AND period LIKE '%JJ00' AND grade < 'C' GROUP BY period),
newest AS (SELECT * FROM people JOIN filled USING (period) WHERE technical IS NOT NULL ORDER BY period DESC LIMIT 1),
cee AS (SELECT sum(value) FILTER ("Bedrijfstak_label" IN ('Nijverheid (geen bouw) en energie (B-E)', 'Bouwnijverheid (F)')) AS low
    FROM {cee_employees_2011} WHERE measure_label = 'Aandeel in totaal MOE-werknemers')
SELECT unnest(['needed', 'mid', 'lower']) AS name, unnest([{stated} * technical / people, 100 * people / every, low * people / technical])
    AS value FROM newest, cee;

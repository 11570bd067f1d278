-- How much lower value added per full-time job is in small than in medium enterprises, by branch (figures of CBS).
WITH cells AS (SELECT period, Sector_label AS branch, left(Bedrijfsgrootte_label, 5) AS size, value FROM {productivity_by_size}
    WHERE measure_label = 'Toegevoegde waarde per vte' AND grade < 'C'),
gaps AS (SELECT 100 * (1 - s.value / m.value) AS gap FROM cells s JOIN cells m USING (period, branch)
    WHERE s.size = 'klein' AND m.size = 'midde' AND period = (SELECT max(period) FROM cells))
SELECT unnest(['small_gap', 'small_lagging', 'branches']) AS name,
    unnest([median(gap), sum((gap >= {margin})::INT), count(*)]) AS value FROM gaps;

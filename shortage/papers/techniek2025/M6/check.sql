-- Work permits granted to employees beside applications of the same year (combined permits included in the latter).
WITH y AS (SELECT period, max(value) FILTER (measure_label = 'TWV verleend (werknemers)') AS granted,
    max(value) FILTER (measure_label = 'TWV+GVVA aanvragen samen') AS asked FROM {work_permits_uwv} GROUP BY period),
last AS (SELECT * FROM y WHERE granted IS NOT NULL AND asked IS NOT NULL ORDER BY period DESC LIMIT 1)
SELECT unnest(['granted', 'asked', 'granted_before']) AS name,
    unnest([granted, asked, (SELECT arg_min(granted, period) FROM y)]) AS value FROM last;

-- GDP per head relative to the Netherlands (World Bank): in how many of six countries it rose since the first year and since the later base.
WITH levels AS (SELECT e.geo, period, 100 * e.value / n.value AS level FROM {gdp_per_head_ppp} e JOIN {gdp_per_head_ppp} n
    USING (period) WHERE n.geo = 'NL' AND e.geo IN ('PL', 'RO', 'BG', 'CZ', 'SK', 'HU') AND e.grade < 'C'),
whole AS (SELECT * FROM levels WHERE period IN (SELECT period FROM levels GROUP BY period HAVING count(*) = 6)),
ends AS (SELECT geo, arg_min(level, period) AS first, arg_max(level, period) AS last,
    max(level) FILTER (period = {since} || 'JJ00') AS later FROM whole GROUP BY geo)
SELECT unnest(['closer_long', 'closer_recent', 'poland_long', 'poland_recent', 'poland']) AS name,
    unnest([count(*) FILTER (last - first >= {margin}), count(*) FILTER (last - later >= {margin}), max(first) FILTER (geo = 'PL'),
    max(later) FILTER (geo = 'PL'), max(last) FILTER (geo = 'PL')]) AS value FROM ends;

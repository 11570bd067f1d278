-- The share of mbo-4 graduates that goes directly to hbo (DUO): ends, and the years around the largest change.
WITH mbo AS (SELECT period, value FROM {transition_hbo} WHERE measure_label = 'Directe doorstroom mbo-4 (bol vt) naar voltijd hbo-bachelor'
    AND value IS NOT NULL AND ({until} = '' OR left(period, 4) <= {until})),
steps AS (SELECT period, value, lag(value) OVER (ORDER BY period) AS before FROM mbo)
SELECT unnest(['first', 'last', 'step', 'before']) AS name, unnest([arg_min(value, period), arg_max(value, period),
    arg_max(value, abs(value - before)), arg_max(before, abs(value - before))]) AS value FROM steps;

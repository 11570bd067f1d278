-- Technical hbo degrees of the newest year (DUO), and how many of them a cut of {cut_pct} per cent is.
WITH newest AS (SELECT arg_max(value, period) AS graduates FROM {graduates_hbo} WHERE "Richting_label" = 'techniek' AND grade < 'C')
SELECT unnest(['graduates', 'fewer']) AS name, unnest([graduates, graduates * {cut_pct} / 100]) AS value FROM newest;

-- Firms that automate because of a shortage of staff, in per cent: small ones and all.
WITH newest AS (SELECT split_part(size_label, ' ', 1) AS size, value FROM {measures_against_shortage} WHERE grade < 'C'
    AND measure_label LIKE '%Automation%' AND period = (SELECT max(period) FROM {measures_against_shortage}))
SELECT size AS name, value FROM newest WHERE size IN ('small', 'all');

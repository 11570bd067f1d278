-- New vacancies in ICT occupations, all branches: newest year, and the highest year of the same edition.
WITH ict AS (SELECT period, vintage, value FROM {vacancies_by_occupation} WHERE Beroepenindeling_label LIKE '08 %'
    AND BedrijfstakkenBranchesSBI2008_label LIKE 'A-U %' AND grade < 'C' AND value IS NOT NULL),
line AS (SELECT * FROM ict WHERE vintage = (SELECT max(vintage) FROM ict))
SELECT unnest(['ict', 'ict_top']) AS name, unnest([arg_max(value, period), max(value)]) AS value FROM line;

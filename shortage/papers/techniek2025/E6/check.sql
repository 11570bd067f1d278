-- New vacancies in ICT occupations, all branches, newest year.
SELECT 'ict' AS name, value FROM {vacancies_by_occupation} WHERE Beroepenindeling_label LIKE '08 %'
    AND BedrijfstakkenBranchesSBI2008_label LIKE 'A-U %' AND grade < 'C' AND value IS NOT NULL ORDER BY period DESC LIMIT 1;

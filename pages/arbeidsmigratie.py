from shortage.web import themes

themes.page("migration")

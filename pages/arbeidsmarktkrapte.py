from shortage.web import themes

themes.page("labour-market")

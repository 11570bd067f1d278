from shortage.web import data

data.page()

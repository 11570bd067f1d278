from shortage.web import explore

explore.page()

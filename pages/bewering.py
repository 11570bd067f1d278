from shortage.web import claim

claim.page()

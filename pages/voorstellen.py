from shortage.web import proposals

proposals.page()

from shortage.web import overview

overview.page()

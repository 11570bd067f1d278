from shortage.web import accessibility

accessibility.page()

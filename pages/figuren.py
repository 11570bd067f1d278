from shortage.web import note

note.page()

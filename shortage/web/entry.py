"""What the server runs for each page.

Not ``app.py``: beside that stands ``pages/``, whose files Streamlit would take for pages of its own accord until the
first one has been drawn, so that the first choice of the first reader was lost.
"""

from shortage.web import shell

shell.frame()

"""The dashboard for ``streamlit run app.py``: for development only, ``shortage app`` is what guards it.

Draws the frame, which runs the page that the address names.
"""

from shortage.web import shell

shell.warn_of_development()
shell.frame()

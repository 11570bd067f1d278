"""The dashboard's entry: draws the frame, which runs the page that the address names."""

from shortage.web import shell

shell.frame()

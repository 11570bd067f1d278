"""Measurements: ``python -m bench`` runs all of them, ``python -m bench pages`` one.

Each module has ``HEAD``, the columns, and ``run() -> rows``; a row is texts, as many as columns. What is compared is
measured in one run on one machine; only ratios mean anything elsewhere.
"""

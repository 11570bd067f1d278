"""Every number that the dashboard says in words, worked out a second time from the Parquet files.

Nothing in here imports the product: a number that is wrong there cannot be wrong here for the same reason. ``raw``
reads the files and writes numbers; each theme has one function per figure and per claim that says, in the order in
which a reader meets them, what the numbers of its texts are.
"""

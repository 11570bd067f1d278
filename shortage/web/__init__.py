"""What pages are made of: the frame around them, controls that live in the web address, and figures as tiles.

The pages themselves choose and call; nothing here computes a figure or a verdict.
"""

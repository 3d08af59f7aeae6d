"""Programs that a benchmark runs as child processes and measures; each is a rival or ourselves.

They take everything from the environment and print one line of JSON. Nothing is measured here.
"""

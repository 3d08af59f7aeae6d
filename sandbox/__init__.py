"""A made-up brand on localhost: its people, its platforms, its files, and the truth about them.

What belongs here: the world (`sandbox.world`), the platforms' contracts on top of it, the dirty
offline exports, the daily logs and the labelled truth. What does not: anything of the pipeline. The
sandbox imports nothing of the project and nothing of the pipeline imports the sandbox, so that the
truth can never leak into the figures.
"""

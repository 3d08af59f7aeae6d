"""The `mdc` command: thin calls into the rooms, and words for a person at a terminal.

No decision about data is taken here. Errors of the rooms are shown as one plain message; what they
say is written where they are raised.
"""

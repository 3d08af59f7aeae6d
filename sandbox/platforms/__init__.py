"""The platforms' contracts on localhost: one Starlette app in front of a made-up world.

Here lives what a platform *says*: paths, fields, limits, error codes, and when a figure becomes
visible. What happened lives in `sandbox.world`; nothing here invents a person or a purchase.
Start with `app.py` for the way a request goes, then read one platform module.
"""

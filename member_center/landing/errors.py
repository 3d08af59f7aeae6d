"""What can go wrong in the landing, as exceptions that name cause, place and next step.

LandingError
├── LeaseHeld           another process is pulling this stream
├── StateUnusable       state.db cannot be trusted
│   └── StateLost       it is missing, damaged or not of the files' moment: made anew from them
├── AccountChanged      the home holds this stream of another account
└── LandingWriteFailed  the disk refused; nothing of the page was kept
"""

from __future__ import annotations


class LandingError(Exception):
    """Base of everything the landing raises on purpose."""


class LeaseHeld(LandingError):
    """A second pull of a stream was started while the first one is still running."""


class StateUnusable(LandingError):
    """The commit log cannot be trusted, so nothing is read, written or swept."""


class StateLost(StateUnusable):
    """The commit log does not fit the landing files, which are enough to make it anew."""


class AccountChanged(LandingError):
    """The configured account is not the one whose cursor and records this home holds."""


class LandingWriteFailed(LandingError):
    """A page could not be stored; the page before it stands and the cursor did not move."""

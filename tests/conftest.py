"""What holds for all tests: a process that a test starts can be interrupted.

A shell starts background jobs with SIGINT ignored, and every child inherits that; the tests of
stopping would then wait for an end that never comes.
"""

from __future__ import annotations

import signal

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

"""Opening a home's landing, whatever state its log is in.

A log that is lost, damaged or not of the files' moment is made anew, loudly, without waiting for a
person: everything it says stands in the files too. Streams that lost files are pulled from their
start again. What cannot be mended this way (a log of a newer program, files that contradict each
other) is raised.
"""

from __future__ import annotations

import logging
from pathlib import Path

from member_center.landing.errors import StateLost
from member_center.landing.landing import Landing
from member_center.landing.rebuild import Rebuilt, rebuild_state

log = logging.getLogger(__name__)


def open_landing(home: Path) -> tuple[Landing, Rebuilt | None]:
    """Open and sweep the landing of a home.

    Args:
        home: The folder that holds ``landing/`` and ``state.db``.

    Returns:
        The landing, and what a rebuild of its log found if one was needed.

    Raises:
        LeaseHeld: The log has to be made anew, but a stream is being pulled.
        StateUnusable: The log cannot be used, and cannot be made anew.
        LandingWriteFailed: The disk refused.
    """
    try:
        return _swept(home), None
    except StateLost as error:
        log.error("%s It is made anew now.", error)
    rebuilt = _rebuilt(home)
    return _swept(home), rebuilt


def mend_landing(home: Path) -> Rebuilt | None:
    """Read every landed byte and the whole log; mend what is not as written, and say so.

    Args:
        home: A home that nobody is writing to.

    Returns:
        What the rebuild of the log found, or None when everything is as the log says.

    Raises:
        LandingError: As ``open_landing``.
    """
    landing, rebuilt = open_landing(home)
    try:
        with landing:
            damaged = landing.verify()
    except StateLost as error:
        log.error("%s It is made anew now.", error)
        return _rebuilt(home)
    if not damaged:
        return rebuilt
    log.error("%d landing files are not as written, first %s.", len(damaged), damaged[0])
    return _rebuilt(home)


def _swept(home: Path) -> Landing:
    landing = Landing(home)
    try:
        landing.sweep()
    except BaseException:
        landing.close()
        raise
    return landing


def _rebuilt(home: Path) -> Rebuilt:
    rebuilt = rebuild_state(home)
    log.error(
        "The commit log was made anew with %d batches; the old one lies in %s.%s",
        rebuilt.batches,
        rebuilt.set_aside,
        f" Pulled again from the start: {', '.join(rebuilt.begin_again)}."
        if rebuilt.begin_again
        else "",
    )
    return rebuilt

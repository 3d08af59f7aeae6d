"""The environment of processes: cleaned of our variables, and filled with a demonstration's.

Settings are read in `member_center.settings`; here variables are only taken away and put in place,
for this process or for one that it starts.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from member_center.settings import OWN_PREFIXES

FOREIGN = (*OWN_PREFIXES, "DAGSTER_HOME", "DBT_")
QUIET = {
    "DAGSTER_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
}


def without_ours() -> dict[str, str]:
    """This process's environment without any variable of the project."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    return {**kept, **QUIET}


def with_ours(changes: Mapping[str, str]) -> dict[str, str]:
    """This process's environment, for a child that shall see the same settings and some more."""
    return {**os.environ, **QUIET, **changes}


def enter(variables: Mapping[str, str]) -> None:
    """Make this process see exactly these variables of the project, and none of the caller's."""
    isolated = {**without_ours(), **variables}
    os.environ.clear()
    os.environ.update(isolated)

"""Making a process die by SIGKILL at its n-th step that touches the disk.

It imports nothing of the project, because processes that are to die are started by the dozen.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

Steps = Iterable[tuple[Any, str]]
PUBLISHING = (
    (os, "fsync"),
    (os, "link"),
    (Path, "write_text"),
    (Path, "mkdir"),
    (Path, "replace"),
    (Path, "rename"),
    (Path, "unlink"),
    (Path, "symlink_to"),
)


def die_at(step: int, steps: Steps) -> None:
    """Make this process die at that step, 0 lets it live; a killed write leaves half its bytes."""
    done: list[str] = []

    def wrapped(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            done.append(name)
            if len(done) == step:
                if name == "write":
                    real(args[0], bytes(args[1])[: len(args[1]) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **options)

        return call

    for owner, name in steps:
        setattr(owner, name, wrapped(name, getattr(owner, name)))

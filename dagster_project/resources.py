"""Resources: the one object that every step works with.

The wiring of rooms is `member_center.runtime`'s; here is only its life within a Dagster run.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg
from pydantic import PrivateAttr

from dagster_project.failures import told_plainly
from dagster_project.instance import the_only_run
from member_center.runtime import Runtime, open_runtime
from member_center.settings import ENV_FILE


class Home(dg.ConfigurableResource["Home"]):
    """The home a run works in: open, and locked against other writers, as long as the run lives.

    Attributes:
        env_file: File that settings may be read from besides the environment; None reads none.
    """

    env_file: str | None = ENV_FILE
    _runtime: Runtime | None = PrivateAttr(default=None)

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Home]:
        """Open the home for a run.

        Raises:
            dagster.Failure: A setting or a key is missing or wrong, another run is writing, or the
                landing cannot be used.
        """
        with told_plainly("Reading the settings"):
            self._runtime = self.open()
            self._runtime.check_keys()
        with the_only_run(self._runtime.home, context.run_id or ""):
            with told_plainly("Opening the landing"):
                self._runtime.mend()
            yield self

    @property
    def runtime(self) -> Runtime:
        """The open home."""
        if self._runtime is None:
            raise RuntimeError("The home is open only while a run is executed.")
        return self._runtime

    def open(self) -> Runtime:
        """Open the runtime; tests put another one in its place."""
        return open_runtime(env_file=self.env_file)

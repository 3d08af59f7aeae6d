"""A made-up brand behind a sandbox process, and homes that pull from it.

Belongs here: starting and stopping the sandbox, running `mdc` in a temporary home, reading what a
home published. What should come out is said in the tests.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

ROOT = Path(__file__).parents[2]
MDC = Path(sys.executable).parent / "mdc"
KEYS = {
    "MDC_TOKEN_KEY": "a key that only the end-to-end tests use",
    "MDC_VAULT_KEY": "another key that only the end-to-end tests use",
}
OUR_PREFIXES = ("MDC_", "WECHAT_", "WECOM_", "YOUZAN_", "OFFLINE_", "DAGSTER_HOME", "DBT_")


@dataclass(frozen=True)
class Brand:
    """One world: its size, seed and the instant at which it stands still."""

    people: int
    days: int
    seed: int
    until: str

    @property
    def now(self) -> str:
        """Nine in the morning of the world's last day, in Shanghai."""
        return f"{self.until}T09:00:00+08:00"

    @property
    def arguments(self) -> list[str]:
        """The options that name this world on the command line."""
        return [
            f"--people={self.people}",
            f"--days={self.days}",
            f"--seed={self.seed}",
            f"--until={self.until}",
            f"--now={self.now}",
        ]

    def write(self, what: str, out: Path) -> Path:
        """Write the world's `exports` or `truth` into a folder."""
        command = [str(MDC), "sandbox", what, f"--out={out}", *self.arguments]
        subprocess.run(command, check=True, cwd=ROOT, capture_output=True, env=clean_environment())
        return out


def clean_environment() -> dict[str, str]:
    """This process's environment without any variable of the project."""
    return {k: v for k, v in os.environ.items() if not k.startswith(OUR_PREFIXES)}


@contextmanager
def sandbox(brand: Brand) -> Iterator[dict[str, str]]:
    """Run the sandbox; yields the variables that point connectors at it."""
    command = [str(MDC), "sandbox", "serve", "--port=0", *brand.arguments]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=clean_environment()
    )
    try:
        yield _announced(process)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _announced(process: subprocess.Popen[str]) -> dict[str, str]:
    assert process.stdout is not None
    variables: dict[str, str] = {}
    for line in process.stdout:
        name, found, value = line.strip().partition("=")
        if found and name.isupper():
            variables[name] = value
        if "ready" in line.lower():
            return variables
    raise AssertionError("the sandbox ended before it was ready")


@dataclass(frozen=True)
class Home:
    """A temporary home wired to a sandbox."""

    folder: Path
    environment: dict[str, str]

    @property
    def current(self) -> Path:
        """The published version."""
        return self.folder / "serving" / "current"

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start an `mdc` command in this home."""
        return subprocess.Popen(
            [str(MDC), *arguments],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def mdc(self, *arguments: str) -> str:
        """Run an `mdc` command to its end; it must succeed."""
        process = self.start(*arguments)
        output, _ = process.communicate(timeout=500)
        assert process.returncode == 0, output[-6000:]
        return output

    def table(self, name: str) -> pd.DataFrame:
        """A published table."""
        return pd.read_parquet(self.current / "parquet" / f"{name}.parquet")

    def query(self, sql: str) -> list[tuple[object, ...]]:
        """Rows of a query over the published database."""
        with duckdb.connect(str(self.current / "member_center.duckdb"), read_only=True) as reader:
            return reader.execute(sql).fetchall()


def new_home(folder: Path, brand: Brand, variables: dict[str, str]) -> Home:
    """A home with the brand's offline exports in its inbox."""
    folder.mkdir(parents=True)
    brand.write("exports", folder / "inbox")
    environment = {
        **clean_environment(),
        **KEYS,
        **variables,
        "MDC_HOME": str(folder),
        "MDC_NOW": brand.now,
    }
    return Home(folder, environment)

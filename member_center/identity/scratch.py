"""A throw-away home in which other rules are tried: it reads the real home and writes only itself.

Its landing is the real one's, through links, with an index of its own that names what has landed up
to now; its warehouse is empty but for views of the staging tables that need not be made again.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import yaml

from member_center.identity.decisions import IdentityError
from member_center.landing import Landing, LandingError
from member_center.landing.landing import LANDING, STATE
from member_center.transform import DbtProject

WAREHOUSE = "warehouse.duckdb"
BUILT = "built"
WRITE_AHEAD = "-wal"
PROFILE = "profiles.yml"
SOURCES = "models/staging/*/_*__sources.yml"


@dataclass(frozen=True, slots=True)
class ScratchHome:
    """The throw-away home.

    Attributes:
        home: Its folder.
        index: Which batches its landing shows.
        real: The home that it reads.
    """

    home: Path
    index: Path
    real: Path

    @property
    def warehouse(self) -> Path:
        """Its own warehouse, which dbt fills."""
        return self.home / WAREHOUSE

    def reuse(self, relations: Iterable[tuple[str, str]]) -> None:
        """Show tables of the real warehouse under the same names.

        Args:
            relations: Schema and name of each.
        """
        with duckdb.connect(str(self.warehouse)) as connection:
            attach(connection, self.real / WAREHOUSE, BUILT)
            for schema, table in relations:
                connection.execute(f'create schema if not exists "{schema}"')
                connection.execute(
                    f'create view "{schema}"."{table}" as'
                    f' select * from {BUILT}."{schema}"."{table}"'
                )

    def project(self, project: DbtProject, files: Iterable[str]) -> DbtProject:
        """The named part of a dbt project, its connection opening the real warehouse as well.

        A project without its tests is read in a fifth of the time.

        Args:
            project: The whole one.
            files: Models and seeds, relative to its folder; macros and sources come with them.
        """
        folder = self.home / "project"
        shutil.copytree(project.folder / "macros", folder / "macros")
        sources = project.folder.glob(SOURCES)
        for file in (*files, *(str(one.relative_to(project.folder)) for one in sources)):
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(project.folder / file, folder / file)
        shutil.copyfile(project.folder / "dbt_project.yml", folder / "dbt_project.yml")
        profiles = yaml.safe_load((project.folder / PROFILE).read_text("utf-8"))
        for profile in profiles.values():
            for output in profile["outputs"].values():
                path = str(self.real / WAREHOUSE)
                output["attach"] = [{"path": path, "alias": BUILT, "read_only": True}]
        (folder / PROFILE).write_text(yaml.safe_dump(profiles), "utf-8")
        return DbtProject(folder)


@contextmanager
def scratch_home(real: Path) -> Iterator[ScratchHome]:
    """Make a throw-away home beside the system's other temporary files; it goes at the end.

    Args:
        real: The home to read; not a byte of it changes.

    Raises:
        IdentityError: Nothing has landed there, or its log is being written at this moment.
    """
    with TemporaryDirectory(prefix="mdc-plan-") as folder:
        home = Path(folder)
        index = _show_landing(real, home)
        if (real / "serving").exists():
            (home / "serving").symlink_to(real / "serving")
        yield ScratchHome(home, index, real)


def attach(connection: duckdb.DuckDBPyConnection, file: Path, name: str) -> None:
    """Open another database file for reading beside a connection's own.

    Raises:
        IdentityError: It is not there, or somebody is writing to it.
    """
    if not file.exists():
        raise IdentityError(f"{file} is not there: nothing was built yet. `mdc run` builds.")
    quoted = str(file).replace("'", "''")
    try:
        connection.execute(f"attach '{quoted}' as {name} (read_only)")
    except duckdb.IOException as error:
        raise IdentityError(
            f"{file} cannot be read now ({error}). If a run is writing to it, wait until it ends."
        ) from None


def _show_landing(real: Path, home: Path) -> Path:
    """Links to the landed files, and an index made from a copy of the log."""
    if not (real / STATE).exists():
        raise IdentityError(f"Nothing has landed in {real} yet. `mdc run` brings the data in.")
    for name in (STATE, STATE + WRITE_AHEAD):
        if (real / name).exists():
            shutil.copyfile(real / name, home / name)
    landing = home / LANDING
    landing.mkdir()
    for source in (real / LANDING).iterdir():
        if source.is_dir():
            (landing / source.name).symlink_to(source)
    try:
        with Landing(home) as copied:
            return copied.write_index()
    except (LandingError, sqlite3.Error) as error:
        raise IdentityError(
            f"The log of what has landed cannot be read now ({error}). If something is landing,"
            " wait until it ends; else `mdc landing verify`."
        ) from None

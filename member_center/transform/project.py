"""The dbt project as files: where it lies, its fingerprint, its environment, its manifest.

What to run is decided in `plan`; running it is `runner`'s work.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from filelock import FileLock

from member_center.child import child
from member_center.settings import child_environment

REPOSITORY = Path(__file__).resolve().parents[2]
WRITTEN_BY_DBT = {"target", "logs", ".user.yml", "__pycache__"}
DBT = "dbt.cli.main"
LAST_WORDS = 20
PARSED = "partial_parse.msgpack"
WAREHOUSE = "warehouse.duckdb"


class TransformError(Exception):
    """dbt cannot be run, or did not do what it was asked. Says why and what to do."""


@dataclass(frozen=True, slots=True)
class DbtProject:
    """The dbt project of this repository.

    Attributes:
        folder: Where `dbt_project.yml` lies.
    """

    folder: Path = REPOSITORY / "dbt"

    @property
    def manifest_file(self) -> Path:
        """The prepared manifest that asset definitions are made from; git-ignored."""
        return self.folder / "target" / "manifest.json"

    def fingerprint(self, *variables: str) -> str:
        """Hex digest of every file of the project, of its variables and of the engine's version.

        Two equal fingerprints build equal tables from equal landing files for the same day.
        """
        digest = hashlib.sha256(repr((duckdb.__version__, variables)).encode())
        for file in sorted(self.folder.rglob("*")):
            relative = file.relative_to(self.folder)
            if file.is_file() and WRITTEN_BY_DBT.isdisjoint(relative.parts):
                digest.update(f"\0{relative.as_posix()}\0".encode())
                digest.update(file.read_bytes())
        return digest.hexdigest()[:32]

    def environment(self, home: Path) -> dict[str, str]:
        """The environment dbt runs in: this process's, pointed at one home, telemetry off.

        dbt must be started in the home: the warehouse is named as from there.
        """
        home = home.absolute()
        return child_environment(
            {
                "MDC_HOME": str(home),
                "MDC_WAREHOUSE": WAREHOUSE,
                "DBT_PROFILES_DIR": str(self.folder.absolute()),
                "DBT_PROJECT_DIR": str(self.folder.absolute()),
                "DBT_TARGET_PATH": str(home / "dbt" / "target"),
                "DBT_LOG_PATH": str(home / "dbt" / "logs"),
                "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
                "DO_NOT_TRACK": "1",
            }
        )

    def ensure_manifest(self) -> dict[str, Any]:
        """The prepared manifest, made anew when a file of the project has changed since.

        Returns:
            dbt's manifest, as parsed JSON.

        Raises:
            TransformError: The project does not parse; the message holds dbt's own words.
        """
        target = self.manifest_file.parent
        target.mkdir(parents=True, exist_ok=True)
        mark = target / "manifest.fingerprint"
        fingerprint = self.fingerprint()
        with FileLock(target / "manifest.lock"):
            fresh = self.manifest_file.exists() and mark.exists()
            if not fresh or mark.read_text("utf-8") != fingerprint:
                self._parse()
                mark.write_text(fingerprint, "utf-8")
        manifest: dict[str, Any] = json.loads(self.manifest_file.read_text("utf-8"))
        return manifest

    def _parse(self) -> None:
        # A throw-away home: parsing reads no data, and a manifest must not depend on one home.
        with TemporaryDirectory(prefix="mdc-parse-") as scratch:
            home = Path(scratch)
            arguments = ["parse", "--no-use-colors"]
            with child(DBT, arguments, self.environment(home), folder=home) as dbt:
                said = list(dbt.stdout or ())[-LAST_WORDS:]
                dbt.wait()
            built = home / "dbt" / "target"
            if not (built / self.manifest_file.name).exists():
                raise TransformError(f"The dbt project does not parse. dbt says:\n{''.join(said)}")
            for name in (PARSED, self.manifest_file.name):
                _copy(built / name, self.manifest_file.with_name(name))

    def lend_parsed(self, home: Path) -> None:
        """Spare dbt parsing the whole project again in a home that it has not run in.

        The home gets what was parsed for the manifest. Without it dbt only takes longer.
        """
        parsed, own = self.manifest_file.with_name(PARSED), home / "dbt" / "target" / PARSED
        if parsed.exists() and not own.exists():
            own.parent.mkdir(parents=True, exist_ok=True)
            _copy(parsed, own)


def _copy(source: Path, target: Path) -> None:
    """In one step, for others may read the target just now."""
    draft = target.with_suffix(f".{os.getpid()}.tmp")
    draft.write_bytes(source.read_bytes())
    draft.replace(target)

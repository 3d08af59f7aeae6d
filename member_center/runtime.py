"""From settings to working objects: the landing, the guard and the sources of one home.

This is the composition root: the one place that knows how the rooms fit together. It decides
nothing about data, and holds no platform's and no orchestrator's logic. The command line, Dagster
and `python -m connectors.<source>` all start here.
"""

from __future__ import annotations

import importlib
import inspect
import logging
import pkgutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import ValidationError

import connectors
from connectors.core.errors import ConnectorError, FatalError
from connectors.core.stream import Source, Stream
from connectors.core.windows import Period
from member_center.identity.rules_file import Rules, read_rules
from member_center.landing import (
    Landing,
    LandingError,
    PullResult,
    Quarantine,
    Rebuilt,
    mend_landing,
    open_landing,
    pull,
)
from member_center.landing.pull import PulledPage
from member_center.privacy import Guard, PrivacyError, Vault, install_log_redaction, open_vault
from member_center.privacy.normalise import Kind
from member_center.rereading import read_again
from member_center.settings import ENV_FILE, Settings, SettingsError, explain, load_settings

log = logging.getLogger(__name__)


def connector_names() -> list[str]:
    """The names of all sources, in order; a new connector needs no registration."""
    found = pkgutil.iter_modules(connectors.__path__)
    return [one.name for one in found if one.ispkg and one.name != "core"]


def connector_packages() -> list[ModuleType]:
    """All connector packages, in the order of their names."""
    return list(map(_package, connector_names()))


def declared_sources() -> list[Source]:
    """Every source with every stream, whether configured or not; touches no file and no network."""
    return [
        _connect(package, package.Settings.model_construct(), _undecided_services())
        for package in connector_packages()
    ]


@dataclass(frozen=True)
class Runtime:
    """One home at work.

    Attributes:
        settings: Where the home lies, its keys, its clock, its brand.
        env_file: File that the sources' settings may also be read from; None reads none.
    """

    settings: Settings
    env_file: str | None = ENV_FILE

    @property
    def home(self) -> Path:
        """The folder under which everything is written."""
        return self.settings.home

    @property
    def warehouse(self) -> Path:
        """The DuckDB file that dbt writes; nobody else does."""
        return self.home / "warehouse.duckdb"

    @property
    def serving_dir(self) -> Path:
        """Where the published versions lie."""
        return self.home / "serving"

    @property
    def received_dir(self) -> Path:
        """Where callbacks keep what platforms pushed until the landing has it."""
        return self.home / "callback"

    @property
    def identity_rules(self) -> Rules | None:
        """The brand's own rules of identity; None where the project's are in force.

        Raises:
            IdentityError: The file cannot be read, or is no YAML of rules.
        """
        return read_rules(self.settings.identity_rules) if self.settings.identity_rules else None

    def dbt_variables(self) -> dict[str, object]:
        """What every build of today's tables tells dbt: business day, brand, rules of identity.

        Raises:
            IdentityError: The brand's own rules cannot be read.
        """
        settings, rules = self.settings, self.identity_rules
        known = {"as_of": settings.today().isoformat(), "brand": settings.brand}
        return {**known, "identity_rules": rules.content} if rules else {**known}

    @cached_property
    def landing(self) -> Landing:
        """The commit log of this home, swept of what an interrupted run left.

        A log that is damaged, lost or not of its files' moment is made anew first.

        Raises:
            LandingError: It cannot be used, and cannot be made anew.
        """
        landing, rebuilt = open_landing(self.home)
        self._after(rebuilt)
        return landing

    @cached_property
    def vault(self) -> Vault:
        """The vault of clear values."""
        key = self.settings.vault_key.get_secret_value()
        return open_vault(self.home, key)

    @cached_property
    def guard(self) -> Guard:
        """What replaces personal data before anything is written.

        Raises:
            PrivacyError: A key is not the one that this home was begun with.
        """
        key = self.settings.token_key.get_secret_value()
        version = self.settings.token_key_version
        guard = Guard(key, version, self.vault)
        self.vault.expect_token_key(version, guard.key_proof)
        return guard

    @cached_property
    def quarantine(self) -> Quarantine:
        """Where refused rows and files lie."""
        return Quarantine(self.home)

    def mend(self) -> None:
        """Hold every landed byte against the log, and mend what can be mended without a person.

        Reads all of landing: for the start of a whole run, when nobody else is writing. What was
        built from a damaged log or from damaged files is built anew.

        Raises:
            LandingError: The log cannot be used, and cannot be made anew.
        """
        self._after(mend_landing(self.home))

    def check_keys(self) -> None:
        """Hold both keys against the ones that the home was begun with.

        Raises:
            PrivacyError: A key is another one, or the vault cannot be used.
        """
        _ = self.guard

    def source(self, name: str) -> Source:
        """The connected source of that name.

        Raises:
            FatalError: There is no such source, or one of its variables is missing or wrong.
        """
        if name not in connector_names():
            known = ", ".join(connector_names())
            raise FatalError(f"There is no source {name!r}.", next_step=f"Sources: {known}.")
        package = _package(name)
        return _connect(package, self._source_settings(package), self._services())

    def source_settings(self, name: str) -> Any:
        """What the environment says of a source, as its connector's `Settings`.

        Raises:
            FatalError: A variable is wrong.
        """
        return self._source_settings(_package(name))

    def is_configured(self, source: str, stream: Stream) -> bool:
        """Whether the variables that a stream needs are set.

        Raises:
            FatalError: A variable is wrong.
        """
        settings = self.source_settings(source)
        return bool(settings.configured) and bool(getattr(stream, "configured", True))

    def pull(
        self,
        source: Source,
        stream: Stream,
        on_page: Callable[[PulledPage], None] | None = None,
        days: Period | None = None,
    ) -> PullResult:
        """Pull one stream from where it stopped to now, or some of its days once more.

        Args:
            source: Connected source.
            stream: One of its streams.
            on_page: Called with each page after it was committed.
            days: Business days to pull again; only for a stream that has days.

        Raises:
            ConnectorError: What was committed before it stands; a later pull goes on from there.
        """
        return pull(
            source.name,
            source.account,
            stream,
            self.landing,
            self.guard,
            self.quarantine,
            now=self.settings.now,
            start=self.settings.first_day(),
            on_page=on_page,
            days=days,
        )

    def _after(self, rebuilt: Rebuilt | None) -> None:
        """What follows from a log made anew: everything is built again, lost exports are read."""
        if rebuilt is None:
            return
        # Only here, and seldom: it loads the warehouse's engine, which a pull has no use for.
        from member_center.transform.state import BuildState

        BuildState().write(self.home)
        if any(stream.startswith("offline/") for stream in rebuilt.begin_again):
            log.error("%d exports are read again.", read_again(self.home, self.vault))

    def _source_settings(self, package: ModuleType) -> Any:
        try:
            return package.Settings(_env_file=self.env_file)
        except ValidationError as error:
            prefix = str(package.Settings.model_config.get("env_prefix", ""))
            raise FatalError(explain(error, prefix)) from None

    def _token(self, kind: Kind, clear: str) -> str:
        """The token of a value, for sources that must name a record by personal data."""
        token = self.guard.protect_value(clear, kind)["token"]
        return str(token or self.guard.protect_value(clear, "text")["token"])

    def _fingerprint(self, text: str) -> str:
        """A keyed digest of a text; the guard is not opened before one is asked for."""
        return self.guard.fingerprint(text)

    def _services(self) -> Mapping[str, object]:
        return {
            "state_dir": self.home / "tokens",
            "now": self.settings.now,
            "brand": self.settings.brand,
            "inbox": self.home / "inbox",
            "archive": self.home / "archive",
            "quarantine": self.home / "quarantine",
            "seal": self.vault.seal,
            "seal_file": self.vault.seal_file,
            "token": self._token,
            "fingerprint": self._fingerprint,
            "received": self.received_dir,
        }


def open_runtime(settings: Settings | None = None, env_file: str | None = ENV_FILE) -> Runtime:
    """Open a home.

    Args:
        settings: As given, or read from the environment.
        env_file: File with `NAME=value` lines below the environment in rank; None reads none.

    Raises:
        SettingsError: Names each wrong variable.
    """
    install_log_redaction()
    return Runtime(settings or load_settings(env_file), env_file)


def pull_alone(source_name: str, given: Sequence[str] | None = None) -> int:
    """Pull one source without the orchestrator: what `python -m connectors.<source>` does.

    Args:
        source_name: Such as `wechat_shop`.
        given: Names of streams, by default those of the command line; none means all.

    Returns:
        Exit code: 0 when all went well, 1 when a stream stopped with an error, 2 for wrong names.
    """
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    arguments = sys.argv[1:] if given is None else given
    if {"-h", "--help"} & set(arguments):
        log.info("python -m connectors.%s [STREAM...]: pull these streams, or all.", source_name)
        return 0
    try:
        runtime = open_runtime()
        source = runtime.source(source_name)
    except (ConnectorError, LandingError, PrivacyError, SettingsError) as error:
        log.error("%s", error)
        return 1
    unknown = set(arguments) - {stream.name for stream in source.streams}
    if unknown:
        known = ", ".join(stream.name for stream in source.streams)
        log.error("%s has no stream %s. Streams: %s", source_name, ", ".join(unknown), known)
        return 2
    chosen = [s for s in source.streams if not arguments or s.name in arguments]
    ended = [_pulled(runtime, source, stream) for stream in chosen]
    return int(not all(ended))


def _pulled(runtime: Runtime, source: Source, stream: Stream) -> bool:
    if not runtime.is_configured(source.name, stream):
        log.info("%s.%s is not configured: skipped", source.name, stream.name)
        return True
    try:
        result = runtime.pull(source, stream)
    except (ConnectorError, LandingError) as error:
        log.error("%s.%s stopped: %s", source.name, stream.name, error)
        return False
    log.info(
        "%s.%s: %d landed, %d unchanged, %d refused",
        source.name,
        stream.name,
        result.landed,
        result.unchanged,
        result.rejected,
    )
    return True


def _package(name: str) -> ModuleType:
    return importlib.import_module(f"{connectors.__name__}.{name}")


def _connect(package: ModuleType, settings: object, services: Mapping[str, object]) -> Source:
    """Call a package's `connect` with those services that its signature asks for."""
    wanted = inspect.signature(package.connect).parameters
    offered = {name: service for name, service in services.items() if name in wanted}
    source: Source = package.connect(settings, **offered)
    return source


def _undecided_services() -> Mapping[str, object]:
    """Services for a source that is only asked what it would offer."""

    def unavailable(*_: object) -> Any:
        raise FatalError("This source was declared, not opened.", next_step="Open a runtime first.")

    nowhere = Path("nowhere")
    folders = dict.fromkeys(("state_dir", "inbox", "archive", "quarantine", "received"), nowhere)
    calls: dict[str, Callable[..., datetime]] = dict.fromkeys(
        ("now", "seal", "seal_file", "token", "fingerprint"), unavailable
    )
    return {**folders, **calls, "brand": "brand"}

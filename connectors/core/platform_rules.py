"""A platform's rules as data: what its error codes mean, and how often it may be asked.

Read from the ``error_table.yml`` and ``limits.yml`` beside a connector; those of api.weixin.qq.com,
which three connectors share, lie beside this module. A code or a limit that turns up is one more
line there. Acting on a rule is the work of ``error_table`` and ``pacer``, not of this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from connectors.core.shipped import shipped_yaml

PERIODS = {"second": 1, "minute": 60, "hour": 3_600}
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One entry of an error table: the action, what the code means, and what a person does.

    Attributes:
        action: One of the actions that the head of core's ``error_table.yml`` explains.
        means: Completes the sentence "the platform says that …".
        setting: The variable to look at, without the prefix of the source.
        next_step: What a person does.
        waits: Seconds before each further attempt, for the action ``back_off``.
    """

    action: str
    means: str
    setting: str = ""
    next_step: str = ""
    waits: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """How many calls a platform lets pass.

    Attributes:
        per_api: Calls of one API by period (``second``, ``minute``, ``hour``, ``day``).
        per_account: Calls of all APIs of an account together, by period.
        paths: Limits of single APIs, over `per_api`; a path may be a pattern with ``*``.
        at_once: Most calls in flight, or 0 for no limit of the platform's.
    """

    per_api: Mapping[str, int] = field(default_factory=dict)
    per_account: Mapping[str, int] = field(default_factory=dict)
    paths: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    at_once: int = 0

    def of(self, path: str) -> Mapping[str, int]:
        """The limits of one API by period; the longest pattern that fits decides each."""
        fitting = sorted((name for name in self.paths if fnmatchcase(path, name)), key=len)
        found = dict(self.per_api)
        for name in fitting:
            found |= self.paths[name]
        return found


@dataclass(frozen=True, slots=True)
class PlatformRules:
    """Everything that a platform's tables say.

    Attributes:
        token_path: The call that gives out tokens; its codes have a table of their own.
        tables: Verdicts by code, by the name of the table: ``business``, ``token``, or a path.
        limits: How often the platform may be asked.
    """

    token_path: str
    tables: Mapping[str, Mapping[str, Verdict]]
    limits: Limits

    def verdict(self, path: str, code: object) -> Verdict:
        """Look up one code: in the table of the path, then in the common one.

        An unknown code has the action ``unknown``.
        """
        common = "token" if path == self.token_path else "business"
        for table in (self.tables.get(path, {}), self.tables.get(common, {})):
            if found := table.get(str(code)):
                return found
        return Verdict(
            UNKNOWN,
            "the answer is a code that the error table does not know",
            next_step="Look the code up in the platform's documentation and add it to the "
            "connector's error_table.yml.",
        )


@cache
def load_rules(package: str) -> PlatformRules:
    """Read the rules that lie in a package, such as ``connectors.wecom``.

    Raises:
        FileNotFoundError: The package has no ``error_table.yml``.
    """
    table = shipped_yaml(package, "error_table.yml")
    has_limits = files(package).joinpath("limits.yml").is_file()
    limits = shipped_yaml(package, "limits.yml") if has_limits else {}
    named = {name: table.get(name) or {} for name in ("business", "token")}
    return PlatformRules(
        token_path=str(table["token_path"]),
        tables=MappingProxyType(
            {name: _verdicts(codes) for name, codes in (named | (table.get("paths") or {})).items()}
        ),
        limits=Limits(**limits),
    )


def _verdicts(codes: Mapping[Any, Mapping[str, Any]]) -> Mapping[str, Verdict]:
    return {
        str(code): Verdict(**{**entry, "waits": tuple(entry.get("waits", ()))})
        for code, entry in codes.items()
    }

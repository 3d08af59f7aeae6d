"""What dbt would give a model, for sqlfluff's jinja templater; .sqlfluff points here.

A dialect macro becomes a function call of the same name, so that models are linted as they are
written. Nothing here runs with dbt.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml

_PROJECT = Path(__file__).resolve().parents[3] / "dbt" / "dbt_project.yml"
_VARS: dict[str, Any] = yaml.safe_load(_PROJECT.read_text("utf-8"))["vars"]
_LITERAL = re.compile(r"^[$^\[]")
_QUERIES = {
    "date_spine": "select date_day from days",
    "list_of_structs": "structs",
    "read_landing": "landed_files",
}


def _dispatch(name: str, package: str = "") -> Callable[..., str]:
    def call(*arguments: object) -> str:
        texts = [str(argument) for argument in arguments]
        operands = [f"'{text}'" if _LITERAL.search(text) else text for text in texts]
        return _QUERIES.get(name) or f"{name}({', '.join(operands)})"

    return call


def fromyaml(text: str) -> Any:
    """The value of a YAML text."""
    return yaml.safe_load(text)


def var(name: str, default: Any = None) -> Any:
    """The value of a declared variable, else its default; without one, its name."""
    return _VARS.get(name) or name if default is None and name != "identity_rules" else default


def env_var(name: str, default: str = "") -> str:
    """A value for an environment variable, whatever it is."""
    return default or name.lower()


adapter = SimpleNamespace(dispatch=_dispatch)
modules = SimpleNamespace(datetime=datetime, re=re)
run_started_at = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
exceptions = SimpleNamespace(raise_compiler_error=str)
graph = SimpleNamespace(nodes={}, sources={})
model = SimpleNamespace(config=SimpleNamespace(materialized="table"))
api = SimpleNamespace(Relation=SimpleNamespace(create=lambda **_: "changes"))

"""The SQL macros of the dbt project, run without dbt over a DuckDB connection.

What is measured must be what the product runs, so nothing is copied: the files under dbt/macros are
rendered by Jinja with the few names of dbt that they use. Whatever needs a dbt graph (ref, this,
materializations) does not belong here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn, cast

import duckdb
import jinja2

ROOT = Path(__file__).parents[1] / "dbt" / "macros"
MACRO = re.compile(r"{%-?\s*macro\s+(\w+)\(.*?{%-?\s*endmacro\s*-?%}", re.DOTALL)


class MacroFailed(Exception):
    """A macro refused what it was given; the message is its own."""


class _Returned(Exception):
    def __init__(self, value: Any) -> None:
        self.value = value


class Macros:
    """Macros as functions: `macros.call("contract_edges", "people", "select …")`.

    Args:
        connection: Where `run_query` runs.
        folders: Folders under dbt/macros that are read.
        variables: dbt's vars.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        folders: Iterable[str] = ("dialect", "identity"),
        variables: Mapping[str, Any] | None = None,
    ) -> None:
        self._connection = connection
        self._variables = dict(variables or {})
        self._environment = jinja2.Environment(  # SQL, not HTML
            extensions=["jinja2.ext.do"], undefined=jinja2.StrictUndefined, autoescape=False
        )
        self._environment.globals.update(self._names_of_dbt())
        for folder in folders:
            for path in sorted((ROOT / folder).glob("*.sql")):
                self._read(path.read_text("utf-8"))

    def call(self, name: str, *arguments: Any) -> Any:
        """What a macro returns, or else the text it renders."""
        return self._environment.globals[name](*arguments)  # type: ignore[operator]

    def _read(self, source: str) -> None:
        for found in MACRO.finditer(source):
            self._environment.globals[found[1]] = self._function(found[1], found[0])

    def _function(self, name: str, source: str) -> Callable[..., Any]:
        @cache  # compiled when it is first called: most never are
        def compiled() -> Callable[..., Any]:
            macro: Callable[..., Any] = getattr(self._environment.from_string(source).module, name)
            return macro

        def call(*arguments: Any, **named: Any) -> Any:
            try:
                return compiled()(*arguments, **named)
            except _Returned as returned:
                return returned.value

        return call

    def _names_of_dbt(self) -> dict[str, Any]:
        return {
            "run_query": self._run_query,
            "return": _return,
            "adapter": SimpleNamespace(dispatch=self._dispatch),
            "exceptions": SimpleNamespace(raise_compiler_error=_fail),
            "fromyaml": _from_yaml,
            "execute": True,
            "var": self._variables.get,
            "env_var": os.environ.get,
        }

    def _dispatch(self, name: str) -> Callable[..., Any]:
        known = self._environment.globals
        chosen: Any = known.get(f"duckdb__{name}") or known[f"default__{name}"]
        return cast("Callable[..., Any]", chosen)

    def _run_query(self, query: str) -> SimpleNamespace:
        done = self._connection.execute(query)
        names = [column[0] for column in done.description or ()]
        return SimpleNamespace(rows=[dict(zip(names, row, strict=True)) for row in done.fetchall()])


def _from_yaml(text: str) -> Any:
    import yaml  # to load it costs more than most macros that need none of it

    return yaml.safe_load(text)


def _return(value: Any) -> NoReturn:
    raise _Returned(value)


def _fail(message: str) -> NoReturn:
    raise MacroFailed(message)

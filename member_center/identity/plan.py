"""What other rules, or decisions not built yet, would make of today's members.

Identity is built in a throw-away home over what has landed up to now, and compared with the
published version. The real home is only read. What the rules mean and how they are checked is
dbt's business.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from member_center.identity.compare import Comparison, Difference
from member_center.identity.decisions import IdentityError
from member_center.identity.reuse import Work, work
from member_center.identity.rules_file import Rules, in_place
from member_center.identity.scratch import BUILT, ScratchHome, attach, scratch_home
from member_center.serving.content import MARTS
from member_center.serving.publish import DATABASE_FILE
from member_center.transform import (
    BuildState,
    DbtProject,
    NodeResult,
    TransformError,
    landed_streams,
    run_dbt,
)

NO_TESTS = ("--exclude-resource-type", "test")
PUBLISHED, TRIAL = "published", "trial"
VIEWS = f"""
create temp view old_map as
select identifier_id, identifier_type as type, scope, value, one_id, status
from {PUBLISHED}.{MARTS}.member_identifiers;
create temp view new_map as
select identifier_id, identifier_type as type, scope, value, one_id, status
from {TRIAL}.intermediate.int_identity__map;
create temp view old_links as
select
    from_identifier_id as from_id, from_type, from_scope, from_value,
    to_identifier_id as to_id, to_type, to_scope, to_value,
    status, rule, concat_ws(' ', {{stream}}, first_record_key) as record
from {PUBLISHED}.{MARTS}.member_identity_links;
create temp view new_links as
select
    one_side.identifier_id as from_id, one_side.type as from_type,
    one_side.scope as from_scope, one_side.value as from_value,
    other_side.identifier_id as to_id, other_side.type as to_type,
    other_side.scope as to_scope, other_side.value as to_value,
    links.status, links.rule,
    concat_ws(' ', links.first_record_stream, links.first_record_key) as record
from {TRIAL}.intermediate.int_identity__links as links
join numbered as one_side on links.from_number = one_side.identifier_number
join numbered as other_side on links.to_number = other_side.identifier_number;
create temp view masks as
select one_id, concat_ws(' ', name_masked, phone_masked) as mask
from {PUBLISHED}.{MARTS}.dim_members;
"""
NUMBERED = f"""
create temp view numbered as
select identifier_number, identifier_id, identifier_type as type, scope, value
from {TRIAL}.intermediate.int_identity__map;
"""


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried.

    Attributes:
        home: The real home.
        project: The dbt project with the rules as they are.
        variables: dbt's variables of a run, such as the business day.
        rules: Other rules, or None for the project's own.
        examples: How many merges, splits and statuses to show.
    """

    home: Path
    project: DbtProject
    variables: Mapping[str, str]
    rules: Rules | None = None
    examples: int = 5


@dataclass(frozen=True, slots=True)
class IdentityPlan:
    """What would become of the members.

    Attributes:
        version: The published version that it is compared with.
        difference: What is different.
        landed_since: Streams that have landed something since that version was built; what this
            changes is in the difference too.
        built: How many models the trial built.
        reused: How many tables it took from the warehouse.
    """

    version: str
    difference: Difference
    landed_since: tuple[str, ...]
    built: int
    reused: int


def plan_identity(trial: Trial, on_line: Callable[[str], None]) -> IdentityPlan:
    """Build identity aside and compare it with what is published; nothing of the home changes.

    Args:
        trial: What to try.
        on_line: Called with dbt's progress, one short line a finished model.

    Raises:
        IdentityError: The rules are wrong (says where), nothing is published to compare with, or
            the warehouse is being written.
        TransformError: The dbt project does not parse.
    """
    version = (trial.home / "serving" / "current").resolve()
    if not (version / DATABASE_FILE).exists():
        raise IdentityError(
            f"Nothing is published under {trial.home}, so there is nothing to compare with."
            " `mdc run` publishes."
        )
    with scratch_home(trial.home) as scratch:
        landed, state = landed_streams(scratch.index).streams, BuildState.read(trial.home)
        todo = work(
            trial.project.ensure_manifest(),
            _manifest_of(trial.home),
            built=state.streams,
            landed=landed,
            tables=_tables(scratch),
        )
        scratch.reuse(todo.reuse)
        _build(trial, scratch, todo, on_line)
        moved = sorted(name for name in landed if state.streams.get(name) != landed[name])
        with _side_by_side(version / DATABASE_FILE, scratch.warehouse) as connection:
            difference = Comparison(connection, trial.examples).difference()
        return IdentityPlan(
            version.name, difference, tuple(moved), len(todo.build), len(todo.reuse)
        )


def _build(trial: Trial, scratch: ScratchHome, todo: Work, on_line: Callable[[str], None]) -> None:
    variables: dict[str, object] = dict(trial.variables)
    if trial.rules is not None:
        variables["identity_rules"] = trial.rules.content
    try:
        results = run_dbt(
            scratch.project(trial.project, todo.files),
            scratch.home,
            selection=(*NO_TESTS, "--select", *todo.build),
            variables=variables,
            on_line=on_line,
        )
    except TransformError as error:
        raise IdentityError(in_place(str(error), trial.rules, trial.project.folder)) from None
    if failed := [result for result in results if result.is_failed]:
        raise IdentityError(_complaint(failed, trial))


def _complaint(failed: Sequence[NodeResult], trial: Trial) -> str:
    return in_place(failed[0].message, trial.rules, trial.project.folder)


def _manifest_of(home: Path) -> dict[str, Any]:
    """The manifest that the home's warehouse was built with; empty when it is not there."""
    try:
        content = (home / "dbt" / "target" / "manifest.json").read_text("utf-8")
        manifest: dict[str, Any] = json.loads(content)
    except (OSError, ValueError):
        return {}
    return manifest


def _tables(scratch: ScratchHome) -> set[tuple[str, str]]:
    """Every table of the real warehouse."""
    with duckdb.connect() as connection:
        attach(connection, scratch.real / scratch.warehouse.name, BUILT)
        rows = connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = ?", [BUILT]
        ).fetchall()
    return {(str(schema), str(table)) for schema, table in rows}


@contextmanager
def _side_by_side(published: Path, trial: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in which both answers lie under common names."""
    with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
        attach(connection, published, PUBLISHED)
        attach(connection, trial, TRIAL)
        columns = connection.execute(
            "select column_name from duckdb_columns() where database_name = ?"
            " and table_name = 'member_identity_links'",
            [PUBLISHED],
        ).fetchall()
        has_stream = ("first_record_stream",) in columns
        connection.execute(NUMBERED)
        connection.execute(VIEWS.format(stream="first_record_stream" if has_stream else "sources"))
        yield connection

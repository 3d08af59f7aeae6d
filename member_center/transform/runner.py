"""One run of dbt: started, watched, and reported node by node.

It is a child process because dbt, run in this one, would keep the warehouse file locked. What a
node's result means for an asset or a check is the caller's business; which nodes run was decided
in `plan`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from member_center.child import child
from member_center.transform.project import DBT, LAST_WORDS, DbtProject, TransformError

GOOD = {"success", "pass"}
LOGGING = ["--log-format", "json", "--log-format-file", "text", "--log-level-file", "info"]
# Not as --vars: with other vars than last time dbt parses the whole project anew.
IN_ENVIRONMENT = {"as_of": "MDC_AS_OF", "brand": "MDC_BRAND"}
NOT_IN_A_RUN = ["--exclude-resource-type", "unit_test"]


@dataclass(frozen=True, slots=True)
class NodeResult:
    """What became of one model, seed or test.

    Attributes:
        unique_id: dbt's id, such as `model.member_center.dim_members`.
        status: `success`, `pass`, `warn`, `error`, `fail` or `skipped`.
        seconds: How long it took.
        failures: Rows a test found, None for other nodes.
        message: dbt's own words; holds no clear personal data because landing holds none.
    """

    unique_id: str
    status: str
    seconds: float
    failures: int | None
    message: str

    @property
    def is_good(self) -> bool:
        """Whether it was built, or its test passed."""
        return self.status in GOOD

    @property
    def is_failed(self) -> bool:
        """Whether it broke, or its test found something; a skipped node did neither."""
        return self.status in {"error", "fail", "runtime error"}

    @property
    def is_test(self) -> bool:
        """Whether it is a data test."""
        return self.unique_id.startswith("test.")


def run_dbt(
    project: DbtProject,
    home: Path,
    *,
    selection: Sequence[str],
    variables: Mapping[str, object],
    on_line: Callable[[str], None],
    now: datetime | None = None,
    published: Path | None = None,
    built_through: int | None = None,
    built_for: date | None = None,
) -> list[NodeResult]:
    """Build and test the selected nodes in the home's warehouse.

    Unit tests are left out: they examine the code, not the data, and belong to the test suite.

    Args:
        project: The dbt project.
        home: Its warehouse is written; nothing else may have it open.
        selection: `--select` and what follows, or empty for everything.
        variables: What the models ask for: the business day the tables shall hold for (`as_of`),
            the brand, and what else dbt shall get as `--vars`.
        on_line: Called with dbt's progress, one short line a finished node.
        now: Aware instant that the record of change is dated by; the machine's clock by default.
        published: Folder of the version that this build goes on from; the current one by default.
        built_through: The highest batch that the warehouse in place holds, for the models that go
            on from their tables; by default each is built wholly.
        built_for: The business day that this warehouse holds for; needed with `built_through`.

    Returns:
        One result a node, in the order they ended. Failed nodes are results, not errors.

    Raises:
        TransformError: dbt ended without a result; the message holds its last words.
    """
    surroundings = _surroundings(now, published, built_through, built_for)
    given = {name: str(variables[key]) for key, name in IN_ENVIRONMENT.items() if key in variables}
    others = {key: value for key, value in variables.items() if key not in IN_ENVIRONMENT}
    environment = {**project.environment(home), **surroundings, **given}
    project.lend_parsed(home)
    outcome = Path(environment["DBT_TARGET_PATH"]) / "run_results.json"
    outcome.unlink(missing_ok=True)
    arguments = ["build", *NOT_IN_A_RUN, *selection]
    if others:
        arguments += ["--vars", json.dumps(others)]
    said: list[str] = []
    with child(DBT, [*arguments, *LOGGING], environment, folder=home) as dbt:
        for line in dbt.stdout or ():
            event = _event(line)
            said = [*said, event["msg"]][-LAST_WORDS:]
            if event["name"] in {"LogModelResult", "LogTestResult", "LogSeedResult"}:
                on_line(event["msg"])
        dbt.wait()
    if not outcome.exists():
        raise TransformError("dbt ended without a result. Its last words:\n" + "\n".join(said))
    results = json.loads(outcome.read_text("utf-8"))["results"]
    return [_result(entry) for entry in results]


def _surroundings(
    now: datetime | None,
    published: Path | None,
    built_through: int | None,
    built_for: date | None,
) -> dict[str, str]:
    instant = {"MDC_NOW": now.astimezone(UTC).isoformat()} if now else {}
    version = {"MDC_PUBLISHED": str(published.absolute())} if published else {}
    through = "" if built_through is None else str(built_through)
    day = "" if built_for is None else built_for.isoformat()
    return {**instant, **version, "MDC_BUILT_THROUGH": through, "MDC_BUILT_FOR": day}


def _event(line: str) -> dict[str, str]:
    try:
        info: dict[str, str] = json.loads(line)["info"]
    except (ValueError, KeyError, TypeError):
        return {"name": "", "msg": line.rstrip()}
    return info


def _result(entry: dict[str, Any]) -> NodeResult:
    return NodeResult(
        unique_id=entry["unique_id"],
        status=str(entry["status"]),
        seconds=float(entry["execution_time"]),
        failures=entry.get("failures"),
        message=entry.get("message") or "",
    )

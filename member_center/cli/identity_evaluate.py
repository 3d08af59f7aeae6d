"""`mdc identity evaluate`: the published members against people whose identifiers are known."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.table import Table

from member_center.cli.console import CommandFailed, out, plainly, print_json, shown
from member_center.cli.demo_home import DEMO_HOME, DemoHome, demo_key
from member_center.cli.identity_phones import guard_of, tokens_of
from member_center.cli.identity_view import identifier_json, named
from member_center.cli.sandbox_process import write_truth
from member_center.identity.accuracy import Accuracy, Score, measure
from member_center.identity.knowable import knowable_recall
from member_center.identity.mistakes import Mistake, worst_merges, worst_splits
from member_center.identity.truth import TruthError, load_truth
from member_center.privacy import Guard
from member_center.runtime import open_runtime
from member_center.serving.evidence import open_evidence
from member_center.settings import SHANGHAI, machine_now


@dataclass(frozen=True, slots=True)
class _Comparison:
    """What is compared: a truth, a serving folder, and the guard that made its tokens."""

    truth: Path
    serving: Path
    guard: Guard | None = None


def evaluate(
    truth: Annotated[
        Path | None,
        typer.Option(
            "--truth",
            help="Who is who: a Parquet or CSV file, or a folder with identifiers.parquet."
            " Columns identifier_type, scope, value, person_id (empty: nobody's), hard_case"
            " (optional).",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    serving: Annotated[
        Path | None,
        typer.Option("--serving", help="A serving folder; by default the home's."),
    ] = None,
    examples: Annotated[
        int, typer.Option(min=0, help="How many wrong merges and splits to show.")
    ] = 3,
    demo: Annotated[
        bool, typer.Option("--demo", help="Compare the demonstration with its made-up people.")
    ] = False,
) -> None:
    """Say how well members agree with the people you know: precision, recall, each hard case."""
    with (
        plainly(),
        _compared(truth, serving, demo) as compared,
        open_evidence(compared.serving) as evidence,
    ):
        try:
            load_truth(
                evidence.connection, compared.truth, partial(tokens_of, guard=compared.guard)
            )
        except TruthError as error:
            raise CommandFailed(str(error)) from None
        accuracy = measure(evidence.connection)
        if not accuracy.identifiers:
            raise CommandFailed(
                f"Version {evidence.version} holds none of the {accuracy.absent:,} identifiers of"
                " the truth. Are types, scopes and values spelled as in member_identifiers, and"
                " phones made with this home's MDC_TOKEN_KEY?"
            )
        knowable = knowable_recall(evidence.connection)
        merges = worst_merges(evidence.connection, examples)
        splits = worst_splits(evidence.connection, examples)
        version = evidence.version
    if as_json:
        print_json({**_as_json(version, accuracy, merges, splits), "knowable_recall": knowable})
        return
    _print_figures(version, accuracy)
    if knowable is not None:
        out.print(
            f"[dim]Records tie {knowable:.4f} of all pairs of one person together: more recall than"
            " that no rules can have.[/]"
        )
    _print_cases(accuracy)
    _print_mistakes("Several people in one member", "person", merges, accuracy.merged_members)
    _print_mistakes("One person in several members", "member", splits, accuracy.split_people)


@contextmanager
def _compared(truth: Path | None, serving: Path | None, demo: bool) -> Iterator[_Comparison]:
    """What was asked for; the truth of the demonstration is written for as long as it is read."""
    if (truth is None) is not demo:
        raise CommandFailed("Say who is who: --truth FILE, or --demo for the demonstration.")
    if truth is not None:
        yield _Comparison(truth, serving or open_runtime().serving_dir)
        return
    folder = DEMO_HOME.absolute()
    shown_world = DemoHome.any(folder, machine_now().astimezone(SHANGHAI).date())
    if not shown_world.delivered:
        raise CommandFailed("There is no demonstration here yet. `mdc demo` makes one.")
    day = datetime.fromisoformat(shown_world.delivered).date()
    with TemporaryDirectory(prefix="mdc-truth-") as scratch:
        write_truth(shown_world.scene(day), Path(scratch))
        yield _Comparison(Path(scratch), serving or folder / "serving", guard_of(demo_key("token")))


def _print_figures(version: str, accuracy: Accuracy) -> None:
    out.print(
        f"Version {version}: {accuracy.identifiers:,} identifiers of {accuracy.people:,} people,"
        f" found in {accuracy.members:,} members."
    )
    if accuracy.absent:
        out.print(f"[dim]{accuracy.absent:,} more of the truth are not in this version.[/]")
    table = Table("", "precision", "recall", "F1", box=None)
    for name, score in (("pairwise", accuracy.pairwise), ("B-cubed", accuracy.b_cubed)):
        table.add_row(name, *(f"{value:.4f}" for value in _values(score).values()))
    out.print(table)


def _print_cases(accuracy: Accuracy) -> None:
    if not accuracy.cases:
        return
    table = Table("hard case", "identifiers", "solved", "share", box=None)
    for case in accuracy.cases:
        table.add_row(
            shown(case.name), f"{case.identifiers:,}", f"{case.solved:,}", f"{case.share:.1%}"
        )
    out.print()
    out.print(table)


def _print_mistakes(title: str, kind: str, mistakes: tuple[Mistake, ...], count: int) -> None:
    worst = f"; the worst {len(mistakes)}" if len(mistakes) < count and mistakes else ""
    out.print(f"\n{title}: {count:,}{worst}")
    for mistake in mistakes:
        out.print(f"  [bold]{shown(mistake.name)}[/]: {mistake.wrong_pairs:,} pairs")
        for part in mistake.parts:
            holder = f"{kind} {shown(part.name)}" if part.name else "no member"
            counted = "1 identifier" if part.size == 1 else f"{part.size:,} identifiers"
            out.print(f"    {holder}, {counted}")
            for identifier, hard_case in part.identifiers:
                out.print(
                    f"      {named(identifier)}{f'  ({shown(hard_case)})' if hard_case else ''}"
                )


def _as_json(
    version: str,
    accuracy: Accuracy,
    merges: tuple[Mistake, ...],
    splits: tuple[Mistake, ...],
) -> dict[str, Any]:
    counts = ("identifiers", "absent", "people", "members", "merged_members", "split_people")
    return {
        "version": version,
        **{name: getattr(accuracy, name) for name in counts},
        "pairwise": _values(accuracy.pairwise),
        "b_cubed": _values(accuracy.b_cubed),
        "hard_cases": [
            {
                "hard_case": case.name,
                "identifiers": case.identifiers,
                "solved": case.solved,
                "share": case.share,
            }
            for case in accuracy.cases
        ],
        "wrong_merges": [_mistake_json("one_id", "person_id", one) for one in merges],
        "wrong_splits": [_mistake_json("person_id", "one_id", one) for one in splits],
    }


def _values(score: Score) -> dict[str, float]:
    return {"precision": score.precision, "recall": score.recall, "f1": score.f1}


def _mistake_json(whole: str, part: str, mistake: Mistake) -> dict[str, Any]:
    return {
        whole: mistake.name,
        "wrong_pairs": mistake.wrong_pairs,
        "parts": [
            {
                part: one.name,
                "size": one.size,
                "identifiers": [
                    {**identifier_json(identifier), "hard_case": hard_case}
                    for identifier, hard_case in one.identifiers
                ],
            }
            for one in mistake.parts
        ],
    }

"""`mdc demo`: the whole way from made-up platforms to published tables, in a home of its own."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from member_center.cli.console import out, plainly
from member_center.cli.demo_home import DEMO_HOME, USUAL_WORLD, DemoHome, remove
from member_center.cli.environment import enter
from member_center.cli.run import run_and_show
from member_center.settings import SHANGHAI, machine_now

if TYPE_CHECKING:
    from member_center.cli.job import JobOutcome


def demo(
    people: Annotated[
        int, typer.Option(help="People in the made-up world.", min=100)
    ] = USUAL_WORLD["people"],
    days: Annotated[int, typer.Option(help="Days of history.", min=30)] = USUAL_WORLD["days"],
    seed: Annotated[int, typer.Option(help="Another seed, another world.")] = USUAL_WORLD["seed"],
    fresh: Annotated[bool, typer.Option("--fresh", help="Start over.")] = False,
) -> None:
    """Run everything on a made-up brand, under var/demo; your own settings are left alone."""
    today = machine_now().astimezone(SHANGHAI).date()
    folder = DEMO_HOME.absolute()
    with plainly():
        if fresh:
            remove(folder)
        home = DemoHome.open(folder, people, days, seed, today)
        out.print(
            f"[bold]A made-up brand[/]: {people:,} people, {days} days up to {today}, seed {seed}"
        )
        with home.with_sandbox(today) as variables:
            enter(variables)
            outcome = run_and_show(env_file=None, is_disposable=True)
        _say_what_is_next(home, outcome, today)
    if not outcome.is_good:
        raise typer.Exit(1)


def _say_what_is_next(home: DemoHome, outcome: JobOutcome, today: date) -> None:
    """Compare with the first run, and say how to see more."""
    if not home.first_seconds:
        if outcome.is_good:
            home.current().remember(first_seconds=outcome.seconds)
        out.print("Run it again to see that only what is new is pulled; `make dev` opens the UI.")
        return
    landed = sum(stream.landed for stream in outcome.streams)
    news = f"{landed:,} rows were new" if landed else "nothing new had come in"
    out.print(
        f"This time {news}: {outcome.seconds:.0f} s instead of {home.first_seconds:.0f} s the"
        " first time."
    )
    if home.days_left(today) <= 0:
        out.print("The made-up world has come to its end: --fresh starts a new one.")

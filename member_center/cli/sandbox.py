"""`mdc sandbox`: a made-up brand to try everything on, as a server and as files.

Only arguments are read here; `sandbox.commands` does the work. The sandbox is loaded when one of
its commands runs, not before: nothing else of `mdc` needs it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from member_center.cli.console import complain

if TYPE_CHECKING:
    from sandbox.commands import Scene

sandbox_app = typer.Typer(
    help="A made-up brand: its platforms on localhost, its files, and the truth about it.",
    no_args_is_help=True,
)

People = Annotated[int, typer.Option(help="How many people the world has.")]
Days = Annotated[int, typer.Option(help="Days of history.")]
Seed = Annotated[int, typer.Option(help="The same seed makes the same world.")]
Until = Annotated[
    str | None, typer.Option(help="Day the history ends before; the clock's day by default.")
]
Now = Annotated[str | None, typer.Option(help="Pins the clock to an ISO instant.")]
Out = Annotated[Path, typer.Option(help="Folder to write to.")]
Planted = Annotated[
    tuple[str, str] | None,
    typer.Option(metavar="NAME PHONE", help="A person to plant, for privacy tests."),
]


@sandbox_app.command()
def serve(
    people: People = 2_000,
    days: Days = 180,
    seed: Seed = 1,
    until: Until = None,
    now: Now = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.")] = 8765,
    faults: Annotated[Path | None, typer.Option(help="JSON file with a fault script.")] = None,
    quota: Annotated[
        list[str] | None, typer.Option(metavar="PATH=CALLS", help="Calls a day for a path.")
    ] = None,
    quota_file: Annotated[
        Path | None, typer.Option(help="Keeps the counters between two runs.")
    ] = None,
    canary: Planted = None,
) -> None:
    """Serve the platforms; print the `.env` lines that point the connectors at them."""
    with _plainly():
        from sandbox import commands

        service = commands.Service(
            host=host,
            port=port,
            faults=faults,
            quotas=commands.parse_quotas(quota or []),
            quota_file=quota_file,
            canary=canary,
        )
        commands.serve(_scene(people, days, seed, until, now), service, _say)


@sandbox_app.command()
def push(
    url: Annotated[str, typer.Option(help="The callback, such as http://127.0.0.1:8770.")],
    mode: Annotated[
        str, typer.Option(help="As in the console: plain, mixed or safe.", metavar="MODE")
    ] = "plain",
    rate: Annotated[float, typer.Option(help="Pushes a second; 0 is as fast as it goes.")] = 0.0,
    connections: Annotated[int, typer.Option(help="How many deliver at once.")] = 4,
    kind: Annotated[
        list[str] | None, typer.Option(help="Only this kind, such as follow_events.")
    ] = None,
    repeat: Annotated[float, typer.Option(help="Share that is delivered twice.")] = 0.0,
    shuffle: Annotated[bool, typer.Option(help="Deliver out of order.")] = False,
    token: Annotated[
        str | None, typer.Option(help="Token to sign with; the sandbox's by default.")
    ] = None,
    aes_key: Annotated[
        str | None, typer.Option(help="EncodingAESKey; the sandbox's by default.")
    ] = None,
    people: People = 2_000,
    days: Days = 180,
    seed: Seed = 1,
    until: Until = None,
    now: Now = None,
) -> None:
    """Deliver to a callback what WeChat pushed to the official account; print what became of it."""
    with _plainly():
        from sandbox import callback, commands

        signer = callback.signer(mode, token, aes_key)
        deliverer = callback.Deliverer(url, signer, rate, connections, repeat)
        scene = _scene(people, days, seed, until, now)
        told = commands.push(scene, deliverer, kind or [], shuffle)
        _say(json.dumps(asdict(told), indent=2))


@sandbox_app.command()
def exports(
    out: Out,
    people: People = 2_000,
    days: Days = 180,
    seed: Seed = 1,
    until: Until = None,
    now: Now = None,
    since: Annotated[
        str | None, typer.Option(help="ISO instant of the delivery before; the first by default.")
    ] = None,
    canary: Planted = None,
) -> None:
    """Write the offline files, and print what stands in each of them."""
    with _plainly():
        from sandbox import commands

        summary = commands.exports(_scene(people, days, seed, until, now), out, since, canary)
        _say(json.dumps(asdict(summary), ensure_ascii=False, indent=2))


@sandbox_app.command()
def truth(
    out: Out,
    people: People = 2_000,
    days: Days = 180,
    seed: Seed = 1,
    until: Until = None,
    now: Now = None,
) -> None:
    """Write who really is who, as Parquet; for evaluation only."""
    with _plainly():
        from sandbox import commands

        commands.write_truth(_scene(people, days, seed, until, now), out)


@sandbox_app.command()
def logs(
    out: Out,
    people: People = 2_000,
    days: Days = 180,
    seed: Seed = 1,
    until: Until = None,
    now: Now = None,
) -> None:
    """Write the brand's daily logs as files."""
    with _plainly():
        from sandbox import commands

        commands.write_logs(_scene(people, days, seed, until, now), out)


def _scene(people: int, days: int, seed: int, until: str | None, now: str | None) -> Scene:
    from sandbox.commands import Scene

    return Scene(people, days, seed, until, now)


@contextmanager
def _plainly() -> Iterator[None]:
    """End the command with code 1 and the error's own message, if it is about the arguments."""
    try:
        yield
    except (OSError, ValueError) as error:
        complain(str(error))
        raise typer.Exit(1) from None


def _say(line: str) -> None:
    typer.echo(line)

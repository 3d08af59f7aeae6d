"""`python -m sandbox serve|exports|truth|logs`: the sandbox on its own, without the `mdc` command.

Only arguments are read here; `sandbox.commands` does the work.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
from dataclasses import asdict
from pathlib import Path

from sandbox import commands
from sandbox.commands import Scene, Service
from sandbox.serve import LOOPBACK


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    asked = _parser().parse_args(arguments)
    scene = Scene(asked.people, asked.days, asked.seed, asked.until, asked.now)
    try:
        _run(asked, scene)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _run(asked: argparse.Namespace, scene: Scene) -> None:
    canary = tuple(asked.canary) if getattr(asked, "canary", None) else None
    if asked.command == "serve":
        if asked.with_parent:
            threading.Thread(target=_end_with_parent, daemon=True).start()
        service = Service(
            host=asked.host,
            port=asked.port,
            faults=asked.faults,
            quotas=commands.parse_quotas(asked.quota),
            quota_file=asked.quota_file,
            canary=canary,
        )
        commands.serve(scene, service, _say)
    elif asked.command == "exports":
        summary = commands.exports(scene, asked.out, asked.since, canary)
        _say(json.dumps(asdict(summary), ensure_ascii=False, indent=2))
    elif asked.command == "truth":
        commands.write_truth(scene, asked.out)
    else:
        commands.write_logs(scene, asked.out)


def _end_with_parent() -> None:
    """Whoever started this holds its standard input open, and lets go of it even when killed."""
    sys.stdin.read()
    os._exit(0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parts = parser.add_subparsers(dest="command", required=True)
    serve = parts.add_parser("serve", help="serve the platforms and the brand's logs")
    serve.add_argument("--host", default=LOOPBACK, help="address to listen on")
    serve.add_argument("--port", type=int, default=commands.USUAL_PORT, help="0 takes a free one")
    serve.add_argument("--faults", type=Path, help="JSON file with a fault script")
    serve.add_argument("--quota", action="append", default=[], metavar="PATH=CALLS")
    serve.add_argument("--quota-file", type=Path, help="keeps the counters between two runs")
    serve.add_argument("--with-parent", action="store_true", help="end when standard input closes")
    exports = parts.add_parser("exports", help="write the offline files")
    exports.add_argument("--since", help="ISO instant of the delivery before")
    truth = parts.add_parser("truth", help="write who really is who")
    logs = parts.add_parser("logs", help="write the brand's daily logs")
    for part in (serve, exports):
        part.add_argument("--canary", nargs=2, metavar=("NAME", "PHONE"), help="a person to plant")
    for part in (exports, truth, logs):
        part.add_argument("--out", type=Path, required=True, help="folder to write to")
    for part in (serve, exports, truth, logs):
        _add_scene(part)
    return parser


def _add_scene(parser: argparse.ArgumentParser) -> None:
    usual = Scene()
    parser.add_argument("--people", type=int, default=usual.people)
    parser.add_argument("--days", type=int, default=usual.days, help="days of history")
    parser.add_argument("--seed", type=int, default=usual.seed)
    parser.add_argument("--until", help="day the history ends before; the clock's day by default")
    parser.add_argument("--now", help="pins the clock to an ISO instant")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

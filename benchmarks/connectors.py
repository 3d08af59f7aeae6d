"""How fast a connector brings pages home, how much memory it takes, and what a daily pull costs.

    python -m benchmarks.connectors [--rounds 5] [--dlt PYTHON]

**The floor** is a bare keep-alive `requests` loop that downloads the same pages of the same sandbox
and keeps nothing (`programs/bare_requests.py`). It parses the answers and fetches details in as
many threads as we do. With `--dlt`, dlt does the same work as we do, but for the protection of
personal data (a Python with `benchmarks/requirements-dlt.txt`).

**Two streams**, because their costs lie in different places: orders are listed a hundred at a time
and fetched one by one, so the calls cost most (3,000 people, 300 days, about 4,100 orders);
followers come a hundred a call, so the rows cost most (70,000 people, about 43,000 followers in
434 calls). Both run for several seconds: a stream of twenty pages would measure how long Python
takes to start.

**Two figures for each.** *Rate* is rows and calls per second of the work itself: from the first
call to the last page stored, in a process that has started. *Process* is the same with everything:
from starting the interpreter to its end. Who shares the machine only ever slows things down, and
not evenly; so all contestants run in turns, each figure is the best of its rounds, and CPU seconds
stand beside it. The server runs on the same cores, and is as slow for everybody.

Then: peak memory over a growing number of pages, and the CPU seconds of one more day after a short
and after a long history.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from benchmarks.measuring import ROOT, Cost, alternating, best, machine, measure
from member_center.cli.environment import without_ours
from member_center.cli.sandbox_process import running_sandbox

UNTIL = date(2026, 5, 20)
FLOOR = "bare requests loop"
DAILY = ("orders", "aftersales")
KEYS = {
    "MDC_TOKEN_KEY": "a key that only the benchmarks use, nothing else",
    "MDC_VAULT_KEY": "another key that only the benchmarks use, really",
}


@contextmanager
def world(people: int, days: int, folder: Path) -> Iterator[dict[str, str]]:
    """Serve a world that stands at nine in the morning of its last day; yields variables."""
    options = [f"--people={people}", f"--days={days}", "--seed=7", f"--until={UNTIL}"]
    with running_sandbox([*options, f"--now={_morning(UNTIL)}"], folder / "sandbox.log") as given:
        yield {**without_ours(), **KEYS, **given, "MDC_NOW": _morning(UNTIL)}


def contest(
    served: Mapping[str, str], folder: Path, source: str, stream: str, rounds: int, dlt: str | None
) -> None:
    """Print the figures of bare loop, our connector and dlt over one stream."""
    contestants = {
        FLOOR: partial(_bare, served, stream),
        "our connector": partial(_ours, served, folder, source, stream),
    }
    if dlt:
        contestants["dlt"] = partial(_dlt, served, folder, dlt, stream)
    costs = alternating(rounds, contestants)
    floor = costs[FLOOR]
    calls = floor[0].said["calls"]
    print(f"\n{source}.{stream}: {costs['our connector'][0].said['records']:,} records")
    for name, found in costs.items():
        seconds, rows = _seconds(found), found[0].said["records"]
        print(
            f"  {name:18} {calls / seconds:6,.0f} pages/s {rows / seconds:7,.0f} rows/s  rate"
            f" {_seconds(floor) / seconds:5.2f} of bare, process"
            f" {best(floor, 'wall') / best(found, 'wall'):5.2f} ({best(found, 'wall'):5.2f} s)"
            f"  CPU {best(found, 'cpu'):5.2f} s  peak {best(found, 'peak_mib'):4.0f} MiB"
        )


def memory(served: Mapping[str, str], folder: Path) -> None:
    """Print the peak memory of pulls over ever more pages."""
    print("\nMemory of wechat_shop.orders by length of history")
    for days in (15, 60, 240):
        start = {"MDC_START_DATE": (UNTIL - timedelta(days=days)).isoformat()}
        cost = _ours({**served, **start}, folder, "wechat_shop", "orders")
        print(f"  {days:4} days {cost.said['records']:7,} orders  peak {cost.peak_mib:5.0f} MiB")


def daily(served: Mapping[str, str], folder: Path) -> None:
    """Print what one more day costs after a short and after a long history."""
    print("\nCPU of one more day, by length of history")
    homes = {}
    for days in (30, 240):
        begin = {"MDC_START_DATE": (UNTIL - timedelta(days=days)).isoformat()}
        home = Path(tempfile.mkdtemp(dir=folder))
        homes[days] = {**served, **begin, "MDC_HOME": str(home)}
        for stream in DAILY:
            _pull(homes[days], "wechat_shop", stream)
    tomorrow = UNTIL + timedelta(days=1)
    _move_clock(served["WECHAT_SHOP_BASE_URL"], _morning(tomorrow))
    for days, environment in homes.items():
        costs = [
            _pull({**environment, "MDC_NOW": _morning(tomorrow)}, "wechat_shop", stream)
            for stream in DAILY
        ]
        cpu, records = sum(c.cpu for c in costs), sum(c.said["records"] for c in costs)
        print(f"  after {days:4} days: {cpu:5.2f} CPU s for {records:,} records")


def _bare(served: Mapping[str, str], stream: str) -> Cost:
    return measure([sys.executable, "-m", "benchmarks.programs.bare_requests", stream], served)


def _ours(served: Mapping[str, str], folder: Path, source: str, stream: str) -> Cost:
    home = tempfile.mkdtemp(dir=folder)
    return _pull({**served, "MDC_HOME": home}, source, stream)


def _pull(environment: Mapping[str, str], source: str, stream: str) -> Cost:
    command = [sys.executable, "-m", "benchmarks.programs.ours", source, stream]
    return measure(command, environment)


def _dlt(served: Mapping[str, str], folder: Path, python: str, stream: str) -> Cost:
    environment = {**served, "MDC_HOME": tempfile.mkdtemp(dir=folder), "PYTHONPATH": str(ROOT)}
    return measure([python, "-m", "benchmarks.programs.with_dlt", stream], environment)


def _seconds(costs: list[Cost]) -> float:
    return min(float(cost.said["seconds"]) for cost in costs)


def _move_clock(url: str, instant: str) -> None:
    request = urllib.request.Request(
        f"{url}/_sandbox/clock",
        data=json.dumps({"now": instant}).encode(),
        headers={"Content-Type": "application/json"},
    )
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request).close()


def _morning(day: date) -> str:
    return datetime.fromisoformat(f"{day}T09:00:00+08:00").isoformat()


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--people", type=int, default=3_000, help="whose orders are pulled")
    arguments.add_argument("--crowd", type=int, default=70_000, help="of whom many are followers")
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--dlt", metavar="PYTHON", help="a Python that has dlt")
    chosen = arguments.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with world(chosen.crowd, 60, folder) as served:
            account = "wechat_official_account"
            contest(served, folder, account, "followers", chosen.rounds, chosen.dlt)
        with world(chosen.people, 300, folder) as served:
            contest(served, folder, "wechat_shop", "orders", chosen.rounds, chosen.dlt)
            memory(served, folder)
            daily(served, folder)
    print(f"\n{machine()}")


if __name__ == "__main__":
    main()

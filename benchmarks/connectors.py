"""How fast a connector brings pages home, how much memory it takes, and what a daily pull costs.

    python -m benchmarks.connectors [--people 3000] [--rounds 3] [--dlt PYTHON]

Against the floor, a bare keep-alive `requests` loop over the same pages of the same sandbox, and,
with `--dlt`, against dlt doing the same work (a Python with `benchmarks/requirements-dlt.txt`).
Then: peak memory over a growing number of pages, and the CPU seconds of one more day after a short
and after a long history. All of it runs on this machine; the server shares its cores.
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

from benchmarks.measuring import ROOT, Cost, alternating, machine, measure, median
from member_center.cli.environment import without_ours
from member_center.cli.sandbox_process import running_sandbox

UNTIL = date(2026, 5, 20)
STREAMS = (("wechat_shop", "orders"), ("wechat_official_account", "followers"))
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


def contest(served: Mapping[str, str], folder: Path, rounds: int, dlt: str | None) -> None:
    """Print rates of bare loop, our connector and dlt, one stream after the other."""
    for source, stream in STREAMS:
        contestants = {
            "bare requests loop": partial(_bare, served, stream),
            "our connector": partial(_ours, served, folder, source, stream),
        }
        if dlt:
            contestants["dlt"] = partial(_dlt, served, folder, dlt, stream)
        costs = alternating(rounds, contestants)
        floor = _rate(costs["bare requests loop"])
        calls = costs["bare requests loop"][0].said["calls"]
        print(f"\n{source}.{stream}: {costs['our connector'][0].said['records']:,} records")
        for name, found in costs.items():
            rate = _rate(found)
            pages = calls * rate / max(1, found[0].said["records"])
            print(
                f"  {name:20} {pages:8,.0f} pages/s {rate:8,.0f} rows/s {rate / floor:6.2f} of bare"
                f"  CPU {median(found, 'cpu'):6.2f} s  peak {median(found, 'peak_mib'):5.0f} MiB"
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


def _rate(costs: list[Cost]) -> float:
    rates = sorted(cost.said["records"] / cost.said["seconds"] for cost in costs)
    return float(rates[len(rates) // 2])


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
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--people", type=int, default=3_000)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--dlt", metavar="PYTHON", help="a Python that has dlt")
    chosen = arguments.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with world(chosen.people, 300, folder) as served:
            contest(served, folder, chosen.rounds, chosen.dlt)
            memory(served, folder)
            daily(served, folder)
    print(f"\n{machine()}")


if __name__ == "__main__":
    main()

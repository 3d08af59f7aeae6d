"""How many pushes a second the callback takes, how quickly, and that no kill loses one.

    python -m benchmarks.callback [--rate 500] [--seconds 60] [--connections 32] [--kills 5]

Encrypted pushes come at a steady rate, whatever the answers take; a latency counts from the
instant at which a push was due. Then the same with the callback killed (SIGKILL) and started again
while they come: every acknowledged push must be in the landing afterwards, once. The load is made
on the same machine and shares its cores.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pyarrow.parquet as pq

from benchmarks.measuring import ROOT, machine
from member_center.cli.environment import without_ours
from member_center.runtime import open_runtime
from member_center.settings import load_settings
from sandbox.accounts import CALLBACK_AES_KEY, CALLBACK_TOKEN, OFFICIAL_ACCOUNT
from sandbox.callback import DELIVERIES, SECONDS_FOR_ANSWER, Signer

SIGNER = Signer(mode="safe")
SOURCE, STREAM = "wechat_official_account", "follow_events"
VARIABLES = {
    "MDC_TOKEN_KEY": "a key that only the benchmarks use, nothing else",
    "MDC_VAULT_KEY": "another key that only the benchmarks use, really",
    "WECHAT_OFFICIAL_ACCOUNT_APPID": OFFICIAL_ACCOUNT.appid,
    "WECHAT_OFFICIAL_ACCOUNT_SECRET": OFFICIAL_ACCOUNT.secret,
    "WECHAT_OFFICIAL_ACCOUNT_CALLBACK_TOKEN": CALLBACK_TOKEN,
    "WECHAT_OFFICIAL_ACCOUNT_ENCODING_AES_KEY": CALLBACK_AES_KEY,
}


@dataclass(slots=True)
class Outcome:
    """What became of a load.

    Attributes:
        acknowledged: Openids of the pushes that were answered with `success`.
        given_up: Openids of those that three deliveries did not bring home.
        milliseconds: From due to acknowledged, of the pushes that needed one delivery.
        deliveries: Requests made.
        statuses: How often each HTTP status was answered; 0 is no answer.
    """

    acknowledged: set[str] = field(default_factory=set)
    given_up: set[str] = field(default_factory=set)
    milliseconds: list[float] = field(default_factory=list)
    deliveries: int = 0
    statuses: Counter[int] = field(default_factory=Counter)

    def percentile(self, share: float) -> float:
        """The latency that this share of the pushes did not exceed, in milliseconds."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


class Callback:
    """A callback in a process of its own, to be killed and started again on the same port.

    Args:
        folder: Holds its home and its `.env`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self.variables = folder / ".env"
        lines = {"MDC_HOME": str(folder / "home"), **VARIABLES}
        self.variables.write_text("".join(f"{name}={value}\n" for name, value in lines.items()))
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers.

        Raises:
            RuntimeError: It ended instead.
        """
        command = [sys.executable, "-m", "member_center.cli.main", "callback", "serve"]
        with (self.folder / "callback.log").open("a") as log:
            self.process = subprocess.Popen(
                [*command, "--port", str(self.port)],
                env={**without_ours(), "PYTHONPATH": str(ROOT)},
                cwd=self.folder,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        said = self.process.stdout.readline() if self.process.stdout else ""
        if "# ready" not in said:
            complaint = (self.folder / "callback.log").read_text()[-2_000:]
            raise RuntimeError(f"The callback did not start: {complaint}")

    def kill(self) -> None:
        """Kill it where it stands."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """Ask it to end; returns its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)

    def cpu_seconds(self) -> float:
        """User and system seconds of the present process so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def landed(self) -> Counter[str]:
        """Pull what it stored; how often each openid stands in the landing."""
        runtime = open_runtime(load_settings(str(self.variables)), str(self.variables))
        source = runtime.source(SOURCE)
        stream = next(stream for stream in source.streams if stream.name == STREAM)
        runtime.pull(source, stream)
        found: Counter[str] = Counter()
        for batch in runtime.landing.batches(SOURCE, STREAM):
            keys = pq.read_table(runtime.home / batch.file, columns=["record_key"])
            found.update(key.as_py().split("|")[0] for key in keys["record_key"])
        runtime.landing.close()
        return found


@contextmanager
def running_callback(folder: Path) -> Iterator[Callback]:
    """Run a callback for the length of the block."""
    callback = Callback(folder)
    try:
        yield callback
    finally:
        callback.kill()


@dataclass(frozen=True)
class Load:
    """Pushes at a steady rate, however long the answers take.

    Attributes:
        rate: Pushes a second.
        seconds: For so long.
        connections: How many are delivered at once, over kept-alive connections.
        first: Number of the first follower, so that two loads are not the same.
        pause: Seconds between two deliveries of one push.
    """

    rate: float
    seconds: float
    connections: int = 32
    first: int = 0
    pause: float = SECONDS_FOR_ANSWER

    async def run(self, port: int) -> Outcome:
        """Deliver to a port of this machine."""
        outcome, lines, random = Outcome(), _Lines(port, self.connections), Random(self.first)
        began = time.perf_counter()
        async with asyncio.TaskGroup() as pushes:
            for number in range(int(self.rate * self.seconds)):
                due = began + number / self.rate
                if (early := due - time.perf_counter()) > 0:
                    await asyncio.sleep(early)
                push = follow(self.first + number)
                pushes.create_task(self._deliver(lines, push, due, outcome, random))
        lines.close()
        return outcome

    async def _deliver(
        self, lines: _Lines, push: dict[str, object], due: float, outcome: Outcome, random: Random
    ) -> None:
        openid = str(push["FromUserName"])
        for attempt in range(DELIVERIES):
            if attempt:
                await asyncio.sleep(self.pause)
            nonce = str(random.randrange(10**9, 10**10))
            status = await lines.post(*SIGNER.request(push, int(time.time()), nonce))
            outcome.deliveries += 1
            outcome.statuses[status] += 1
            if status == 200:
                outcome.acknowledged.add(openid)
                if attempt == 0:
                    outcome.milliseconds.append((time.perf_counter() - due) * 1_000)
                return
        outcome.given_up.add(openid)


Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class _Lines:
    """Kept-alive connections to one port; a broken one is opened anew."""

    def __init__(self, port: int, connections: int) -> None:
        self._port = port
        self._free = asyncio.Semaphore(connections)
        self._idle: list[Streams] = []

    async def post(self, query: str, body: bytes) -> int:
        """Send one request; returns its status, 0 when there was no whole answer."""
        head = f"POST /wechat?{query} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}"
        async with self._free:
            streams = self._idle.pop() if self._idle else None
            try:
                async with asyncio.timeout(SECONDS_FOR_ANSWER):
                    if streams is None:
                        streams = await asyncio.open_connection("127.0.0.1", self._port)
                    streams[1].write(f"{head}\r\n\r\n".encode() + body)
                    status, text = await _answer(streams[0])
            except (OSError, EOFError, TimeoutError, IndexError):
                if streams is not None:
                    streams[1].close()
                return 0
            self._idle.append(streams)
        return status if status != 200 or text == b"success" else 0

    def close(self) -> None:
        """Hang up."""
        for _, writer in self._idle:
            writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split()[0])
    return int(head.split()[1]), await reader.readexactly(length)


def follow(number: int) -> dict[str, object]:
    """A follow of the follower of that number."""
    return {
        "ToUserName": OFFICIAL_ACCOUNT.original_id,
        "FromUserName": f"oBench_{number:021d}",
        "CreateTime": 1_780_000_000 + number // 100,
        "MsgType": "event",
        "Event": "subscribe",
        "EventKey": "qrscene_store_1001",
        "Ticket": "gQ_bench",
    }


async def under_kills(callback: Callback, load: Load, kills: int) -> Outcome:
    """Run a load while the callback is killed and started again so often."""
    running = asyncio.create_task(load.run(callback.port))
    for _ in range(kills):
        await asyncio.sleep(load.seconds / (kills + 1))
        await asyncio.to_thread(callback.kill)
        await asyncio.to_thread(callback.start)
    return await running


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.callback", description=__doc__)
    parser.add_argument("--rate", type=float, default=500.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--kills", type=int, default=5)
    asked = parser.parse_args(arguments)
    print(machine())
    with tempfile.TemporaryDirectory() as folder, running_callback(Path(folder)) as callback:
        calm(callback, Load(asked.rate, asked.seconds, asked.connections))
        load = Load(asked.rate, asked.seconds, asked.connections, first=10_000_000)
        outcome = asyncio.run(under_kills(callback, load, asked.kills))
        print(f"with {asked.kills} kills: {_words(outcome)}")
        print(f"stopped with code {callback.stop()}")
        landed = callback.landed()
        lost = outcome.acknowledged - landed.keys()
        twice = sum(count > 1 for count in landed.values())
        print(f"landed {len(landed):,} pushes: {len(lost)} acknowledged lost, {twice} twice")
    print(machine())


def calm(callback: Callback, load: Load) -> None:
    """Measure a load that nothing disturbs."""
    before, began = callback.cpu_seconds(), time.perf_counter()
    outcome = asyncio.run(load.run(callback.port))
    wall = time.perf_counter() - began
    cpu = callback.cpu_seconds() - before
    print(f"calm: {_words(outcome)}")
    print(
        f"  {len(outcome.acknowledged) / wall:,.0f} acknowledged a second;"
        f" the callback took {cpu / wall:.0%} of one core, {1e6 * cpu / outcome.deliveries:,.0f}"
        " microseconds a push"
    )


def _free_port() -> int:
    """Return a port below the ephemeral ones.

    A client that calls a closed ephemeral port may be given that very port for its own end; then
    nobody can listen there any more.
    """
    for port in Random().sample(range(20_000, 30_000), 100):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("No free port between 20000 and 30000.")


def _words(outcome: Outcome) -> str:
    latencies = " ".join(
        f"{name} {outcome.percentile(share):,.1f} ms"
        for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("most", 1.0))
    )
    return (
        f"{len(outcome.acknowledged):,} acknowledged in {outcome.deliveries:,} deliveries,"
        f" {len(outcome.given_up):,} given up; {latencies}; statuses {dict(outcome.statuses)}"
    )


if __name__ == "__main__":
    main()

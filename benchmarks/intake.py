"""What it costs to take a large sales export from the inbox to the landing.

    python -m benchmarks.intake [--rows 1000000] [--encoding gb18030] [--quoted]

Writes a made-up till export (15 columns, CRLF, two to three lines a ticket, three of five tickets
with card and phone) into the inbox of a new home and pulls it: found, decoded, read, protected,
landed, sealed into the archive. Prints CPU and wall seconds, peak memory and rows a second of the
pull alone. ``--quoted`` puts quotation marks around every cell.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from member_center.runtime import Runtime
from member_center.settings import Settings

LABELS = (
    "单号,门店名称,收银机号,消费时间,收款员,卡号,手机,货号,商品名称,销售数量,单价,折扣,实收金额,"
    "支付方式,积分"
)
STORES = [f"{name}店" for name in ("甲", "乙", "丙", "丁", "戊", "己", "庚", "辛")]
CASHIERS = [a + b for a in "王李张刘陈" for b in ("小明", "丽", "建国", "芳", "伟")]
PAID_BY = ["微信", "支付宝", "现金", "银行卡"]
CARDS = 200_000
BEGIN = datetime(2024, 5, 1, 9)  # noqa: DTZ001 - a till's own wall clock


def write_export(
    path: Path, rows: int, encoding: str, seed: int = 5, *, quoted: bool = False
) -> None:
    """Write an export of so many lines; the same arguments give the same file."""
    draw = random.Random(seed)
    goods = [
        (f"P{n:05d}", f"测试商品{n}号 {n % 9}段", draw.randrange(900, 90_000)) for n in range(800)
    ]
    with path.open("w", encoding=encoding, newline="") as file:
        file.write(f"{LABELS}\r\n")
        written = ticket = 0
        while written < rows:
            ticket += 1
            lines = min(draw.choice((1, 1, 2, 2, 3, 4, 5)), rows - written)
            text = _ticket(draw, ticket, lines, goods)
            file.write(_quoted(text) if quoted else text)
            written += lines


def _ticket(draw: random.Random, number: int, lines: int, goods: list[tuple[str, str, int]]) -> str:
    at = BEGIN + timedelta(seconds=6 * number)
    card = draw.randrange(CARDS) if draw.random() < 0.6 else None
    who = f"8{card:09d},139{card * 37 % 10**8:08d}" if card is not None else ","
    head = f"{number:012d},{draw.choice(STORES)},{draw.randrange(1, 5):02d},{at},"
    paid_by, cashier = draw.choice(PAID_BY), draw.choice(CASHIERS)
    text = ""
    for line in range(lines):
        sku, name, price = draw.choice(goods)
        pieces = draw.choice((1, 1, 1, 2))
        yuan = price * pieces / 100
        points = int(yuan) if line == 0 else 0
        text += f"{head}{cashier},{who},{sku},{name},{pieces},{price / 100:.2f},0.00,{yuan:.2f},"
        text += f"{paid_by},{points}\r\n"
    return text


def _quoted(text: str) -> str:
    lines = text.removesuffix("\r\n").replace(",", '","').replace("\r\n", '"\r\n"')
    return f'"{lines}"\r\n'


def main() -> int:
    """Measure, and say what it took."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--encoding", default="gb18030")
    parser.add_argument("--quoted", action="store_true")
    arguments = parser.parse_args()
    os.environ["OFFLINE_SETTLE_SECONDS"] = "0"
    with tempfile.TemporaryDirectory() as folder:
        runtime = _home(Path(folder))
        inbox = runtime.home / "inbox"
        inbox.mkdir(parents=True)
        path, rows = inbox / "销售流水_202405.csv", arguments.rows
        write_export(path, rows, arguments.encoding, quoted=arguments.quoted)
        size = sum(path.stat().st_size for path in inbox.iterdir()) >> 20
        source = runtime.source("offline")
        stream = next(one for one in source.streams if one.name == "sales")
        cpu, wall = time.process_time(), time.perf_counter()
        landed = runtime.pull(source, stream).landed
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    form = f"{arguments.encoding}{', quoted' if arguments.quoted else ''}"
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    sys.stdout.write(
        f"{landed:,} rows ({size} MiB {form}): {cpu:.1f} CPU s, {wall:.1f} s wall,"
        f" peak {peak} MiB, {landed / cpu:,.0f} rows a CPU second (load {load})\n"
    )
    return int(landed != arguments.rows)


def _home(folder: Path) -> Runtime:
    settings = Settings.model_construct(
        home=folder / "home",
        token_key=SecretStr("a key that only the benchmarks use, nothing else"),
        token_key_version=1,
        vault_key=SecretStr("another key that only the benchmarks use, really"),
        pinned_now=None,
        start_date=None,
        brand="benchmark",
    )
    return Runtime(settings, None)


if __name__ == "__main__":
    raise SystemExit(main())

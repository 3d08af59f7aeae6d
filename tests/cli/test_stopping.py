"""What a command started is stopped with it, however it ends."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

STARTER = """
import sys, time
from pathlib import Path
from member_center.cli.console import plainly
from member_center.cli.sandbox_process import running_sandbox
with plainly(), running_sandbox(["--people=100", "--days=30"], Path(sys.argv[1])) as variables:
    print(variables["WECHAT_SHOP_BASE_URL"], flush=True)
    time.sleep(120)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_the_sandbox_ends_with_its_starter(tmp_path: Path, number: signal.Signals) -> None:
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(tmp_path / "log")],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert starter.stdout is not None
    url = starter.stdout.readline().strip()
    assert answers(url)
    starter.send_signal(number)
    starter.wait(30)
    deadline = time.monotonic() + 20
    while answers(url):
        assert time.monotonic() < deadline, "the sandbox outlived its starter"


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_sandbox/health", timeout=0.5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False

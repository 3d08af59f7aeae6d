"""The sandbox from a shell: what `python -m sandbox` and `mdc sandbox` print and write."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from typer.testing import CliRunner

from member_center.cli.sandbox import sandbox_app
from sandbox.__main__ import main
from sandbox.commands import parse_quotas

WORLD = ["--people=120", "--days=40", "--seed=5", "--now=2026-11-21T10:00:00"]


@contextmanager
def served(*arguments: str) -> Iterator[dict[str, str]]:
    """Serve in another process; yields the variables it prints until it is ready."""
    command = [sys.executable, "-m", "sandbox", "serve", "--port=0", *WORLD, *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        variables = {}
        for line in process.stdout or ():
            if "ready" in line:
                break
            name, _, value = line.strip().partition("=")
            variables[name] = value
        yield variables
    finally:
        process.terminate()
        assert process.wait(30) in (0, -15)


def test_serving_prints_the_settings_that_point_connectors_at_it() -> None:
    with served() as variables:
        assert variables["MDC_START_DATE"] == "2026-10-12"
        assert variables["MDC_BRAND"] == "demo"
        url = variables["WECHAT_SHOP_BASE_URL"]
        body = {
            "grant_type": "client_credential",
            "appid": variables["WECHAT_SHOP_APPID"],
            "secret": variables["WECHAT_SHOP_SECRET"],
        }
        answer = requests.post(f"{url}/cgi-bin/stable_token", json=body, timeout=30).json()
        assert answer["expires_in"] == 7_200
        log = variables["WECHAT_MINI_PROGRAM_EVENT_LOG"] + "/events-2026-11-20.jsonl"
        assert requests.get(log, timeout=30).status_code == 200


def test_counters_faults_and_canary_can_be_given_at_the_start(tmp_path: Path) -> None:
    script, file = tmp_path / "faults.json", tmp_path / "quota.json"
    script.write_text(json.dumps([{"path": "/cgi-bin/token", "kind": "errcode", "times": 1}]))
    options = [f"--faults={script}", f"--quota-file={file}", "--quota=/cgi-bin/token=2"]
    codes = []
    for _ in range(2):
        with served(*options, "--canary", "甄小鸟", "19912345678") as variables:
            url = variables["WECHAT_SHOP_BASE_URL"] + "/cgi-bin/token"
            query = {
                "grant_type": "client_credential",
                "appid": variables["WECHAT_SHOP_APPID"],
                "secret": variables["WECHAT_SHOP_SECRET"],
            }
            answers = [requests.get(url, params=query, timeout=30).json() for _ in range(3)]
            codes += [answer.get("errcode", 0) for answer in answers]
    assert codes == [-1, 0, 0, -1, 45009, 45009]


def test_exports_truth_and_logs_are_written_where_they_are_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["exports", f"--out={tmp_path / 'inbox'}", *WORLD]) == 0
    summary = json.loads(capsys.readouterr().out)
    names = {file["name"] for file in summary["files"]}
    assert names == {path.name for path in (tmp_path / "inbox").iterdir()}
    assert main(["truth", f"--out={tmp_path / 'truth'}", *WORLD]) == 0
    assert list((tmp_path / "truth").glob("*.parquet"))
    assert main(["logs", f"--out={tmp_path / 'logs'}", *WORLD]) == 0
    assert list((tmp_path / "logs").rglob("events-2026-11-21.jsonl"))


def test_mdc_sandbox_does_the_same(tmp_path: Path) -> None:
    runner = CliRunner()
    done = runner.invoke(sandbox_app, ["exports", f"--out={tmp_path / 'b'}", *WORLD])
    assert done.exit_code == 0, done.output
    assert main(["exports", f"--out={tmp_path / 'a'}", *WORLD]) == 0
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()
    wrong = runner.invoke(sandbox_app, ["exports", f"--out={tmp_path}", "--now=tomorrow"])
    assert wrong.exit_code == 1
    assert "tomorrow" in wrong.output


def test_a_port_that_is_taken_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["serve", f"--port={port}", *WORLD]) == 1
    complaint = capsys.readouterr().err
    assert f"127.0.0.1:{port}" in complaint
    assert "another port" in complaint


def test_quotas_are_path_and_number() -> None:
    assert parse_quotas(["/a/b=3", "/c=0"]) == {"/a/b": 3, "/c": 0}
    with pytest.raises(ValueError, match="PATH=CALLS"):
        parse_quotas(["/a/b"])

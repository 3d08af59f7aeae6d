"""The inbox sensor: when a look into the inbox starts a run, and when it does not."""

from __future__ import annotations

import os
from pathlib import Path

import dagster as dg

from connectors.offline.inbox import ready
from dagster_project.sensors import dead_run_sensor, inbox_sensor, look


def take(folder: Path, cursor: str | None) -> dg.SensorResult | dg.SkipReason:
    return look(ready(folder, settle_seconds=0), cursor)


def drop(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text)


def test_an_empty_inbox_starts_nothing(tmp_path: Path) -> None:
    assert isinstance(take(tmp_path / "inbox", None), dg.SkipReason)


def test_files_start_one_run_once_they_lie_still(tmp_path: Path) -> None:
    drop(tmp_path, "members.csv", "a")
    first = take(tmp_path, None)
    assert isinstance(first, dg.SensorResult)
    assert not first.run_requests
    drop(tmp_path, "members.csv", "a, still growing")
    second = take(tmp_path, first.cursor)
    assert isinstance(second, dg.SensorResult)
    assert not second.run_requests
    third = take(tmp_path, second.cursor)
    assert isinstance(third, dg.SensorResult)
    assert len(third.run_requests or []) == 1
    assert isinstance(take(tmp_path, third.cursor), dg.SkipReason)


def test_a_file_that_comes_back_starts_another_run(tmp_path: Path) -> None:
    keys = []
    cursor = None
    for _ in range(2):
        drop(tmp_path, "members.csv", "the same words")
        os.utime(tmp_path / "members.csv", (len(keys), len(keys)))
        waiting = take(tmp_path, cursor)
        assert isinstance(waiting, dg.SensorResult)
        asked = take(tmp_path, waiting.cursor)
        assert isinstance(asked, dg.SensorResult)
        keys += [request.run_key for request in asked.run_requests or []]
        (tmp_path / "members.csv").unlink()
        cursor = asked.cursor
    assert len(set(keys)) == 2


def test_unfinished_and_hidden_files_are_not_seen(tmp_path: Path) -> None:
    for name in ("members.csv.part", ".hidden.csv", "~$open.xlsx"):
        drop(tmp_path, name, "a")
    assert isinstance(take(tmp_path, None), dg.SkipReason)


def test_sensors_say_what_is_missing_instead_of_failing(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("MDC_TOKEN_KEY", "MDC_VAULT_KEY"):
        monkeypatch.delenv(name, raising=False)
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_sensor_context(instance=instance)
        for sensor in (inbox_sensor(None), dead_run_sensor(None)):
            said = sensor(context)
            assert isinstance(said, dg.SkipReason)
            assert "MDC_TOKEN_KEY" in said.skip_message

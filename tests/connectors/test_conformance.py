"""What every connector keeps to. A connector that is added is in here without being named."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import connectors
from connectors.core.stream import Source, Stream, facts_of, reached_by
from member_center.runtime import connector_packages, declared_sources

PATH = re.compile(r"[A-Za-z_]\w*(\[\])?(\.[A-Za-z_]\w*(\[\])?)*")
KINDS = {"phone", "name", "email", "address", "id_number", "text"}
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def sources() -> list[Any]:
    return [pytest.param(source, id=source.name) for source in declared_sources()]


def streams() -> list[Any]:
    return [
        pytest.param(source, stream, id=f"{source.name}.{stream.name}")
        for source in declared_sources()
        for stream in source.streams
    ]


def test_every_package_but_the_core_is_a_connector() -> None:
    names = {found.name for found in pkgutil.iter_modules(connectors.__path__) if found.ispkg}
    assert {source.name for source in declared_sources()} == names - {"core"}


@pytest.mark.parametrize("package", connector_packages(), ids=lambda one: one.__name__)
def test_a_package_has_what_is_looked_for(package: ModuleType) -> None:
    assert callable(package.connect)
    assert (
        package.Settings.model_config["env_prefix"] == f"{package.__name__.split('.')[-1]}_".upper()
    )
    assert importlib.util.find_spec(f"{package.__name__}.__main__")


@pytest.mark.parametrize("source", sources())
def test_a_source_has_a_title_and_streams_of_different_names(source: Source) -> None:
    assert NAME.fullmatch(source.name)
    assert source.title
    names = [stream.name for stream in source.streams]
    assert names
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("source", "stream"), streams())
def test_a_stream_declares_what_the_protocol_asks_for(source: Source, stream: Stream) -> None:
    assert isinstance(stream, Stream)
    assert NAME.fullmatch(stream.name)
    assert stream.remembers in {"all", "window", "none"}
    assert timedelta(hours=1) <= stream.expected_every <= timedelta(days=366)


@pytest.mark.parametrize(("source", "stream"), streams())
def test_what_is_listed_of_a_stream_is_short(source: Source, stream: Stream) -> None:
    facts = facts_of(stream)
    for words in (facts.window, facts.restatement):
        assert 1 <= len(words) <= 24
    assert all(path.startswith("/") for path in facts.apis)
    assert reached_by(stream, {"not": "a cursor of this stream"}) is None


@pytest.mark.parametrize(("source", "stream"), streams())
def test_a_description_is_one_plain_sentence(source: Source, stream: Stream) -> None:
    assert stream.description.endswith(".")
    assert stream.description.count(". ") == 0
    assert 40 <= len(stream.description) <= 200
    assert "  " not in stream.description


@pytest.mark.parametrize(("source", "stream"), streams())
def test_personal_data_is_declared_by_path_and_kind(source: Source, stream: Stream) -> None:
    assert all(PATH.fullmatch(path) for path in stream.pii)
    assert set(stream.pii.values()) <= KINDS


def test_asking_what_there_is_touches_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert declared_sources()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("source", "stream"), streams())
def test_declarations_fit_into_json(source: Source, stream: Stream) -> None:
    json.dumps([source.name, source.title, stream.name, stream.description, dict(stream.pii)])

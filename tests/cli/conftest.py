"""A person at a terminal: an empty home with keys, and `mdc` called in this process."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from member_center.cli import console
from member_center.cli.main import app
from member_center.settings import OWN_PREFIXES

Mdc = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home named by the environment; nothing else of ours is set, and no `.env` is near."""
    for name in list(os.environ):
        if name.startswith(OWN_PREFIXES):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MDC_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MDC_TOKEN_KEY", "t" * 32)
    monkeypatch.setenv("MDC_VAULT_KEY", "v" * 32)
    monkeypatch.setenv("MDC_NOW", "2026-03-02T09:00:00+08:00")
    monkeypatch.setenv("COLUMNS", "200")
    # A console keeps the width it was made with; by this it asks for it each time.
    for each in (console.out, console.err):
        monkeypatch.setattr(each, "_width", None)
    return tmp_path / "home"


@pytest.fixture
def mdc() -> Mdc:
    """Runs a command and returns its exit code and what it printed."""
    return lambda *arguments: CliRunner().invoke(app, list(arguments))

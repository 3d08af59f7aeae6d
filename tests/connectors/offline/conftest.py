"""Fixtures of the offline intake."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.connectors.offline.counter import Counter


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    (tmp_path / "inbox").mkdir()
    return Counter(tmp_path)

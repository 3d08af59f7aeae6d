"""One world, run once, that all end-to-end tests look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from tests.e2e.brand import Brand, Home, new_home, sandbox

BRAND = Brand(people=500, days=120, seed=90210, until="2026-05-20")


@dataclass(frozen=True)
class Truth:
    """What the sandbox knows to be so."""

    folder: Path

    def table(self, name: str) -> pd.DataFrame:
        return pd.read_parquet(self.folder / f"{name}.parquet")


@pytest.fixture(scope="session")
def variables() -> Iterator[dict[str, str]]:
    with sandbox(BRAND) as found:
        yield found


@pytest.fixture(scope="session")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Truth:
    return Truth(BRAND.write("truth", tmp_path_factory.mktemp("truth")))


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory, variables: dict[str, str]) -> Home:
    ran = new_home(tmp_path_factory.mktemp("brand") / "home", BRAND, variables)
    ran.mdc("run")
    return ran


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory, variables: dict[str, str]) -> Home:
    return new_home(tmp_path_factory.mktemp("killed") / "home", BRAND, variables)

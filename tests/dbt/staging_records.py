"""Records whose staging rows the tests know by heart: odd shapes, old versions, money, times."""

from __future__ import annotations

from tests.dbt.landing_files import Landed

STAGING_RECORDS: list[Landed] = []

"""All hard cases of identity together, as they lie in one landing."""

from __future__ import annotations

from tests.dbt import identity_cases
from tests.dbt.file_cases import FILE_CASES
from tests.dbt.wecom_cases import WECOM_CASES

CASES = [*identity_cases.CASES, *WECOM_CASES, *FILE_CASES]

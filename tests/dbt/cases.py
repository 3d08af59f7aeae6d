"""All hard cases of identity together, as they lie in one landing."""

from __future__ import annotations

from tests.dbt.account_cases import ACCOUNTS, PURCHASES
from tests.dbt.card_cases import CARDS
from tests.dbt.decision_cases import DECISION_CASES
from tests.dbt.file_cases import FILE_CASES
from tests.dbt.limit_cases import LIMITS
from tests.dbt.phone_cases import PHONES
from tests.dbt.wecom_cases import WECOM_CASES
from tests.dbt.youzan_cases import YOUZAN

CASES = [
    *ACCOUNTS,
    *PURCHASES,
    *CARDS,
    *PHONES,
    *YOUZAN,
    *WECOM_CASES,
    *FILE_CASES,
    *LIMITS,
    *DECISION_CASES,
]

"""Settings of the offline intake (``OFFLINE_*``): where mappings lie, and how much is too much.

The inbox itself and everything that is injected (sealing, tokens) is handed to ``connect``.
"""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What can be set about the intake of files; every value has a default that works.

    Attributes:
        mappings: Folder with declared mapping files; ``mappings`` beside the inbox by default.
        store_pattern: Regular expression on a file's path in the inbox with a group ``store``,
            for exports that say only in their name which store they are from.
        settle_seconds: A file younger than this is looked at twice, so long apart; one that
            still changes is left for the next run.
        page_rows: Rows in one micro-batch.
        max_file_mb: Largest file that is taken.
        max_unpacked_mb: Largest workbook, unpacked, that is opened.
        max_ratio: Largest ratio of unpacked to packed that is believed.
        workbook_memory_mb: Address space that reading a workbook may use.
        workbook_seconds: CPU time that reading a workbook may use.
    """

    model_config = SettingsConfigDict(
        env_prefix="OFFLINE_", env_file=".env", env_ignore_empty=True, extra="ignore"
    )

    mappings: Path | None = None
    store_pattern: str | None = None
    settle_seconds: float = Field(default=2.0, ge=0, le=600)
    page_rows: int = Field(default=5000, ge=1, le=100_000)
    max_file_mb: int = Field(default=512, ge=1)
    max_unpacked_mb: int = Field(default=400, ge=1)
    max_ratio: int = Field(default=200, ge=2)
    workbook_memory_mb: int = Field(default=1024, ge=128)
    workbook_seconds: int = Field(default=120, ge=1)

    @field_validator("store_pattern")
    @classmethod
    def _names_a_store(cls, pattern: str | None) -> str | None:
        if pattern is None:
            return None
        try:
            compiled = re.compile(pattern)
        except re.error as error:
            raise ValueError(f"is not a regular expression: {error}") from None
        if "store" not in compiled.groupindex:
            raise ValueError("needs a group (?P<store>…)")
        return pattern

    @property
    def configured(self) -> bool:
        """An inbox needs no credentials: it is always there."""
        return True

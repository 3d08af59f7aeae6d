"""Plants a canary into the head office's member list: one row, in its name, phone and remark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sandbox.exports.members import ListColumn, Write
from sandbox.platforms.canary import Canary


def with_canary(columns: Sequence[ListColumn], canary: Canary | None) -> list[ListColumn]:
    """Return columns whose first row of each part tells of the canary; without one, unchanged."""
    if canary is None:
        return list(columns)
    planted = {"会员姓名": canary.name, "手机号": canary.phone, "备注": canary.note}
    return [
        replace(column, write=_first(column.write, planted[column.label]))
        if column.label in planted
        else column
        for column in columns
    ]


def _first(write: Write, text: str) -> Write:
    return lambda rows: [text, *write(rows)[1:]] if len(rows) else []

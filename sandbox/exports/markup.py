"""Writes a table as HTML under the name of a workbook, as old web systems do for Excel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from sandbox.exports.delimited import Part


def write_markup(path: Path, labels: Sequence[str], parts: Iterable[Part]) -> None:
    """Write labels and rows as one HTML table in GBK."""
    with path.open("w", encoding="gb18030", newline="") as file:
        file.write('<html><head><meta charset="gbk"></head><body><table border="1">\r\n')
        file.write(_row("th", labels))
        for part in parts:
            file.writelines(_row("td", cells) for cells in zip(*part, strict=True))
        file.write("</table></body></html>\r\n")


def _row(tag: str, cells: Iterable[str]) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>\r\n"

"""What the tests of the report work with: a small brand to publish, and a parsed page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import duckdb

from member_center.serving import publish
from member_center.serving.report import write_report

START = datetime(2026, 3, 1, tzinfo=UTC)
VOID = {"meta", "link", "input", "br", "hr", "img"}


class Page(HTMLParser):
    """The elements of a page: tags, attributes, and the text of every section."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.section = ""
        self.texts: dict[str, str] = {}
        self.feed(file.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "section":
            self.section = dict(attrs)["id"] or ""

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "script" not in self.open and "style" not in self.open:
            self.texts[self.section] = self.texts.get(self.section, "") + f"{data} "


class Brand:
    """A warehouse with a few members, all of whose texts a test can choose."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.serving = home / "serving"
        self.published = 0
        self.sql((Path(__file__).parent / "report_tables.sql").read_text("utf-8"))

    def sql(self, statement: str, *values: object) -> None:
        with duckdb.connect(str(self.home / "warehouse.duckdb")) as connection:
            connection.execute("create schema if not exists marts")
            connection.execute("set schema = 'marts'")
            connection.execute(statement, list(values) or None)

    def publish(self) -> str:
        self.published += 1
        return publish(
            self.home / "warehouse.duckdb",
            self.serving,
            run_id=f"run-{self.published}",
            as_of=date(2026, 3, 1),
            now=START + timedelta(minutes=self.published),
        ).version

    def report(self) -> Page:
        self.publish()
        return Page(write_report(self.serving, self.home / "reports"))

    def fill(self) -> None:
        """Two members, one of them with an order, and everything that belongs to them."""
        self.sql((Path(__file__).parent / "report_rows.sql").read_text("utf-8"))

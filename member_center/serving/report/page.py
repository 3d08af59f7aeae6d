"""The page around the sections: head, navigation, style and script, all in one file.

The page may load nothing from anywhere, and says so to the browser.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib.resources import files
from typing import NamedTuple

from member_center.serving.report import charts, sections
from member_center.serving.report.identity import identity
from member_center.serving.report.markup import Child, Html, el
from member_center.serving.report.reader import Reader
from member_center.serving.report.tables import SHANGHAI, bilingual, note
from member_center.serving.report.words import Words

TITLE = Words("会员数据中心", "Member data center")
LOADS_NOTHING = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "img-src data: blob:; base-uri 'none'; form-action 'none'"
)


class Section(NamedTuple):
    """A part of the page: where it is reached, what it is called, how it is drawn, from what."""

    name: str
    title: Words
    draw: Callable[[Reader], Child]
    tables: tuple[str, ...]

    def drawn(self, reader: Reader) -> Child:
        """The section's content, or which of its tables the version does not hold."""
        missing = [name for name in self.tables if name not in reader.manifest.tables]
        if missing:
            names = ", ".join(missing)
            return note(f"此版本没有：{names}。", f"This version does not hold {names}.")
        return self.draw(reader)


SECTIONS = (
    Section(
        "key", Words("关键数字", "Key figures"), sections.key_figures, ("dim_members", "kpi_daily")
    ),
    Section("daily", Words("每日走势", "Day by day"), sections.daily, ("kpi_daily",)),
    Section(
        "lifecycle", Words("会员生命周期", "Life cycle"), sections.life_cycle, ("member_lifecycle",)
    ),
    Section("channels", Words("渠道重合", "Channel overlap"), sections.channels, ("dim_members",)),
    Section("tags", Words("标签覆盖", "Tag coverage"), sections.tags, ("dim_tags",)),
    Section("rfm", Words("RFM 分群", "RFM segments"), sections.rfm, ("member_rfm",)),
    Section(
        "people",
        Words("会员一览", "Members"),
        sections.members,
        ("dim_members", "member_lifecycle", "member_tags", "dim_tags"),
    ),
    Section(
        "identity",
        Words("身份识别", "Identity"),
        identity,
        ("member_identifiers", "member_identity_links"),
    ),
    Section(
        "freshness", Words("数据新鲜度", "Freshness"), sections.freshness, ("source_freshness",)
    ),
)


def page(reader: Reader) -> str:
    """The whole report.

    Args:
        reader: The version it is about.
    """
    body = el(
        "body",
        _header(reader),
        el("main", [_drawn(section, reader) for section in SECTIONS]),
        el("script", _file("page.js")),
    )
    document = el("html", _head(), body, attributes={"lang": "zh-CN"})
    return f"<!DOCTYPE html>\n{document}\n"


def _head() -> Html:
    policy = {"http-equiv": "Content-Security-Policy", "content": LOADS_NOTHING}
    viewport = {"name": "viewport", "content": "width=device-width, initial-scale=1"}
    return el(
        "head",
        el("meta", attributes={"charset": "utf-8"}),
        el("meta", attributes=policy),
        el("meta", attributes=viewport),
        el("title", f"{TITLE}"),
        el("style", _file("style.css")),
        charts.script(),
    )


def _header(reader: Reader) -> Html:
    manifest = reader.manifest
    published = datetime.fromisoformat(manifest.published_at).astimezone(SHANGHAI)
    facts = [
        (Words("业务日", "As of"), manifest.as_of),
        (Words("版本", "Version"), manifest.version),
        (Words("发布于", "Published"), f"{published:%Y-%m-%d %H:%M} 北京时间"),
    ]
    links = [
        el("a", section.title.chinese, attributes={"href": f"#{section.name}"})
        for section in SECTIONS
    ]
    return el(
        "header",
        bilingual(TITLE, "h1"),
        el("p", [el("span", bilingual(word), " ", el("b", fact)) for word, fact in facts]),
        el("nav", links, attributes={"aria-label": "目录 Contents"}),
    )


def _drawn(section: Section, reader: Reader) -> Html:
    heading = bilingual(section.title, "h2")
    return el("section", heading, section.drawn(reader), attributes={"id": section.name})


def _file(name: str) -> Html:
    return Html((files(__package__) / name).read_text("utf-8"))

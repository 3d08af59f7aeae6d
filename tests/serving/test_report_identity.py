"""The drawing of members in the report: who is chosen, what is shown, where everything stands."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from math import dist
from pathlib import Path

import pytest
import yaml

from member_center.serving.report import layout
from member_center.serving.report.evidence import MOST_IDENTIFIERS, Chain, Identifier, Link
from member_center.serving.report.examples import Example, examples
from member_center.serving.report.graph import drawing
from member_center.serving.report.layout import BOX_HEIGHT, BOX_WIDTH
from member_center.serving.report.reader import open_current
from member_center.serving.report.words import words
from tests.serving.report_brand import Brand

CHANGES = """
    create table member_identity_changes (
        kind varchar, old_one_id varchar, new_one_id varchar, cause_link_id varchar,
        recorded_at timestamp
    )
"""


@pytest.fixture
def brand(tmp_path: Path) -> Brand:
    brand = Brand(tmp_path)
    brand.fill()
    return brand


def shown(brand: Brand) -> list[Example]:
    brand.publish()
    with open_current(brand.serving) as reader:
        return examples(reader)


def grow(brand: Brand, one_id: str, size: int, kind: str = "phone") -> None:
    brand.sql(
        "insert into member_identifiers select ? || i, ?, ?, '', 'v' || i, 'linked', 9, i"
        " from range(?) t(i)",
        f"{one_id}-{kind}-",
        one_id,
        kind,
        size,
    )


def link(number: int, start: str, end: str, status: str = "linked") -> Link:
    """A link between two identifiers of a chain made by hand."""
    return Link(f"l{number}", start, end, status, "unionid", "wecom", True, 1, None, None)


def chain(*links: Link, others: str = "") -> Chain:
    """A member of the identifiers that the links name; those in `others` are another's."""
    names = dict.fromkeys(end for one in links for end in (one.from_id, one.to_id))
    whose = {name: "m_other" if name in others else "m_a" for name in names}
    found = [Identifier(name, "phone", f"v{name}", whose[name]) for name in names]
    return Chain("m_a", found, list(links))


def test_the_member_of_most_kinds_that_can_be_drawn_whole(brand: Brand) -> None:
    grow(brand, "m_huge", MOST_IDENTIFIERS + 1)
    grow(brand, "m_alike", MOST_IDENTIFIERS)
    found = shown(brand)
    assert [(one.kind, one.chain.one_id) for one in found] == [("varied", "m_first")]
    drawn = found[0].chain
    assert [one.one_id for one in drawn.identifiers] == ["m_first"] * 3 + ["m_second"]
    assert [(one.link_id, one.status) for one in drawn.links] == [
        ("l1", "linked"),
        ("l2", "linked"),
        ("l3", "refused"),
    ]


def test_one_whose_link_was_refused_comes_second(brand: Brand) -> None:
    grow(brand, "m_second", 2)
    grow(brand, "m_first", 2, kind="unionid")
    assert [(one.kind, one.chain.one_id) for one in shown(brand)] == [
        ("varied", "m_first"),
        ("refused", "m_second"),
    ]


def test_the_latest_merge_comes_last_and_its_link_is_marked(brand: Brand) -> None:
    grow(brand, "m_second", 2)
    brand.sql(CHANGES)
    brand.sql(
        """
        insert into member_identity_changes values
            ('split', 'm_second', 'm_third', null, '2026-02-03'),
            ('merge', 'm_gone', 'm_second', 'l9', '2026-02-02'),
            ('merge', 'm_older', 'm_second', 'l8', '2026-02-01')
        """
    )
    brand.sql("delete from member_identity_links where status = 'refused'")
    merged = shown(brand)[-1]
    assert merged.kind == "merged"
    assert merged.merge is not None
    assert (merged.merge.old_one_id, merged.merge.link_id) == ("m_gone", "l9")
    assert "2026-02-02 08:00 由 m_gone 并入" in brand.report().texts["identity"]


def test_no_members_no_drawing(brand: Brand) -> None:
    brand.sql("delete from member_identifiers")
    assert shown(brand) == []


def test_refused_links_are_dashed_and_lead_to_others(brand: Brand) -> None:
    page = brand.report()
    lines = [given["class"] for tag, given in page.tags if tag == "path" and given.get("class")]
    assert sorted(set(map(str, lines))) == [
        "edge  offline",
        "edge refused wechat_mini_program",
        "edge verified wechat_official_account",
    ]
    assert "另一会员" in page.texts["identity"]
    assert "已拒绝" in page.texts["identity"]
    css = (Path(layout.__file__).parent / "style.css").read_text("utf-8")
    assert re.search(r"\.edge\.refused \{[^}]*stroke-dasharray", css)


def test_the_link_that_joined_two_members_has_a_halo() -> None:
    joined = chain(link(1, "a", "b"), link(2, "b", "c"))
    assert drawing(joined, "l2").count("halo") == 1
    assert "halo" not in drawing(joined)


def test_columns_follow_the_links_from_the_naming_identifier() -> None:
    long = chain(*(link(n, a, b) for n, (a, b) in enumerate(pairwise("abcde"))))
    at = layout.places(long)
    assert [at[name].x for name in "abcde"] == sorted({place.x for place in at.values()})


def test_another_members_identifier_stands_behind_what_leads_to_it() -> None:
    two = chain(link(1, "a", "b"), link(2, "x", "b", "refused"), others="x")
    at = layout.places(two)
    assert at["a"].x < at["b"].x < at["x"].x


def test_nothing_covers_anything() -> None:
    """Boxes keep apart, and no number of a link lies on a box or on another number."""
    pairs = ["ab", "ac", "ad", "be", "ce", "de", "ef", "bf", "cg", "eg", "cd", "ah", "hg"]
    busy = chain(*(link(number, *pair) for number, pair in enumerate(pairs)))
    at = layout.places(busy)
    for one, other in combinations(at.values(), 2):
        assert abs(one.x - other.x) > BOX_WIDTH or abs(one.y - other.y) > BOX_HEIGHT
    badges = [curve.badge for curve in layout.curves(busy, at)]
    assert all(dist(one, other) > 20 for one, other in combinations(badges, 2))
    width, height = layout.extent(at)
    for badge in badges:
        assert 0 < badge.x < width
        assert 0 < badge.y < height
        assert not any(
            abs(badge.x - box.x) < BOX_WIDTH / 2 and abs(badge.y - box.y) < BOX_HEIGHT / 2
            for box in at.values()
        )


def test_every_rule_has_words_in_both_languages() -> None:
    file = Path(__file__).parents[2] / "dbt/models/marts/identity/member_identity_links.yml"
    (model,) = yaml.safe_load(file.read_text("utf-8"))["models"]
    (rule,) = (column for column in model["columns"] if column["name"] == "rule")
    names = rule["data_tests"][0]["accepted_values"]["arguments"]["values"]
    assert [name for name in names if not words("identity_rule", name).english] == []


HEALTH = """
    create table member_identity_health (
        entry_number integer, metric varchar, segment varchar, value decimal(18, 4),
        recorded_at timestamp
    )
"""


def test_health_is_shown_run_by_run(brand: Brand) -> None:
    brand.sql(HEALTH)
    brand.sql(
        """
        insert into member_identity_health values
            (1, 'members', '', 1000, '2026-03-01 01:00'),
            (2, 'members', '', 1250, '2026-03-02 01:00'),
            (1, 'channel_met_elsewhere', 'wecom', 0.5, '2026-03-01 01:00'),
            (2, 'channel_met_elsewhere', 'wecom', 0.75, '2026-03-02 01:00'),
            (2, 'suspects', 'names', 7, '2026-03-02 01:00'),
            (2, 'splits', '', 3, '2026-03-02 01:00')
        """
    )
    page = brand.report()
    said = " ".join(page.texts["identity"].split())
    assert "会员数 Members 1,000 1,250" in said
    assert "企业微信 Share met in another channel: WeCom 50.0% 75.0%" in said
    assert "拆分 Splits 0 3" in said
    assert "2026-03-01 09:00 – 2026-03-02 09:00，2 次有变化的运行" in said
    courses = [attributes for tag, attributes in page.tags if tag == "polyline"]
    assert len(courses) == 3
    assert courses[0]["points"] == "2.0,20.0 118.0,2.0"


def test_a_version_without_a_record_of_health_shows_none(brand: Brand) -> None:
    assert "识别健康度" not in brand.report().texts["identity"]

"""The report: the published figures, hostile text as text, one file that needs no network."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from member_center.cli.main import app
from member_center.serving import Versions
from member_center.serving.manifest import ServingError
from member_center.serving.report import write_report
from member_center.serving.report.evidence import shortened
from tests.serving.report_brand import Brand, Page

HOSTILE = """"><img src=x onerror=alert(1)></script><script>alert('2')</script>"""
PHONE_TOKEN = "ph1_0123456789abcdef0123456789abcdef"


@pytest.fixture
def brand(tmp_path: Path) -> Brand:
    return Brand(tmp_path)


def test_key_figures_come_from_the_tables_and_rates_are_carried_over(brand: Brand) -> None:
    brand.fill()
    text = brand.report().texts["key"]
    # 1 of 2 members bought, yet the rate is what kpi_daily says: nothing is computed twice.
    assert "¥1,234.50" in text
    assert "37.5%" in text
    assert "2026-02-27 – 2026-02-28" in text
    assert re.search(r"会员\s+Members\s+2 ", text)
    assert re.search(r"购买过\s+Buyers\s+1 ", text)
    assert re.search(r"In 2\+ channels\s+1 ", text)


def test_every_section_shows_its_rows(brand: Brand) -> None:
    brand.fill()
    texts = brand.report().texts
    assert "重复购买" in texts["lifecycle"]
    assert "50.0%" in texts["channels"]
    assert "偏好品类" in texts["tags"]
    assert "62.5%" in texts["tags"]
    assert "重要价值" in texts["rfm"]
    assert "欧**" in texts["people"]
    assert "纸尿裤的 80 个复购间隔中，80% 不超过 31 天" in texts["people"]
    assert "号码已换主人" in texts["identity"]
    assert "延迟" in texts["freshness"]
    assert "2026-03-01 08:30" in texts["freshness"]  # 00:30 UTC on a clock in Shanghai


def test_text_from_tables_never_becomes_markup(brand: Brand) -> None:
    brand.fill()
    quiet = brand.report()
    for table, columns in {
        "dim_members": ("name_masked", "phone_masked", "member_level"),
        "dim_tags": ("category", "label_zh", "tag_name", "definition", "definition_zh", "kind"),
        "member_tags": ("tag_value",),
        "member_lifecycle": ("consumption_stage", "activity_stage", "reason", "reason_zh"),
        "member_rfm": ("segment",),
        "member_identifiers": ("identifier_type",),
        "member_identity_links": ("rule", "sources"),
        "source_freshness": ("source", "stream", "status"),
    }.items():
        for column in columns:
            brand.sql(f"update {table} set {column} = ?", HOSTILE)
    page = brand.report()
    assert [tag for tag, _ in page.tags if tag in {"img", "script"}] == [
        tag for tag, _ in quiet.tags if tag == "script"
    ]
    assert not any(name.startswith("on") for _, given in page.tags for name in given)
    for section in ("tags", "people", "rfm", "identity", "freshness"):
        assert HOSTILE in page.texts[section]
    raw = (brand.home / "reports" / "index.html").read_text("utf-8")
    assert "alert('2')" not in raw


def test_a_version_of_another_release_is_named_as_such(brand: Brand) -> None:
    brand.fill()
    brand.sql("alter table member_lifecycle drop column reason_zh")
    with pytest.raises(ServingError, match="another release"):
        brand.report()


def test_the_file_loads_nothing(brand: Brand) -> None:
    brand.fill()
    page = brand.report()
    assert page.open == []
    assert not [tag for tag, _ in page.tags if tag in {"link", "iframe", "object", "img"}]
    assert not [given for _, given in page.tags if given.get("src")]
    targets = [given["href"] for _, given in page.tags if given.get("href")]
    assert targets
    assert all(target and target.startswith("#") for target in targets)
    policies = [given for tag, given in page.tags if given.get("http-equiv")]
    assert "default-src 'none'" in str(policies[0]["content"])
    assert (brand.home / "reports" / "index.html").stat().st_size < 6_000_000


def test_every_link_of_the_contents_leads_to_a_section(brand: Brand) -> None:
    page = brand.report()
    ids = {given.get("id") for tag, given in page.tags if tag == "section"}
    links = {str(given["href"])[1:] for tag, given in page.tags if tag == "a"}
    assert links == ids
    assert len(ids) == 9


def test_identifiers_are_shortened(brand: Brand) -> None:
    brand.fill()
    brand.report()
    text = (brand.home / "reports" / "index.html").read_text("utf-8")
    for value in (PHONE_TOKEN, "oa_openid_of_the_first", "880000000001"):
        assert value not in text
        assert shortened(value) in text


def test_a_version_without_a_table_says_so_and_shows_the_rest(brand: Brand) -> None:
    brand.fill()
    brand.sql("drop table member_rfm")
    texts = brand.report().texts
    assert "member_rfm" in texts["rfm"]
    assert "欧**" in texts["people"]


def test_empty_tables_make_a_report_too(brand: Brand) -> None:
    texts = brand.report().texts
    assert "¥0.00" in texts["key"]
    assert "90-day repurchase – " in re.sub(r"\s+", " ", texts["key"])


def test_tags_of_a_brand_without_members_are_listed(brand: Brand) -> None:
    brand.fill()
    brand.sql("update dim_tags set member_count = 0, coverage = null")
    assert "–" in brand.report().texts["tags"]


def test_what_a_tag_means_is_said_in_chinese_before_english(brand: Brand) -> None:
    brand.fill()
    titles = [given["title"] for _, given in brand.report().tags if given.get("title")]
    assert "累计消费金额最多的品类。\nMost money." in titles
    brand.sql("update dim_tags set definition_zh = null")
    titles = [given["title"] for _, given in brand.report().tags if given.get("title")]
    assert "Most money." in titles


def test_the_report_is_about_the_version_readers_get(brand: Brand) -> None:
    brand.fill()
    first = brand.publish()
    brand.sql("update dim_members set name_masked = '司**'")
    assert "司**" in brand.report().texts["people"]
    Versions(brand.serving).rollback()
    page = Page(write_report(brand.serving, brand.home / "reports"))
    assert first in page.texts[""]
    assert "司**" not in page.texts["people"]
    assert [file.name for file in (brand.home / "reports").iterdir()] == ["index.html"]


def test_nothing_published_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ServingError, match="mdc run"):
        write_report(tmp_path / "serving", tmp_path / "reports")
    assert not (tmp_path / "reports").exists()


def test_the_command_writes_the_report_and_prints_where(
    brand: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    brand.fill()
    brand.publish()
    monkeypatch.chdir(brand.home)
    monkeypatch.setenv("MDC_HOME", str(brand.home))
    monkeypatch.setenv("MDC_TOKEN_KEY", "k" * 32)
    monkeypatch.setenv("MDC_VAULT_KEY", "v" * 32)
    result = CliRunner().invoke(app, ["report"])
    assert result.exit_code == 0
    assert result.output.strip() == str(brand.home / "reports" / "index.html")
    assert "欧**" in Page(Path(result.output.strip())).texts["people"]

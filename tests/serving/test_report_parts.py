"""The parts a report is made of: words, elements, shortened values, axes of charts."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
import yaml

from member_center.serving.report import charts
from member_center.serving.report.evidence import shortened
from member_center.serving.report.figures import Day
from member_center.serving.report.markup import Html, el
from member_center.serving.report.words import vocabulary, words

ROOT = Path(__file__).parents[2]
PHONE_TOKEN = "ph1_0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize("value", ["", "7", "12345", "880000000001", PHONE_TOKEN])
def test_shortening_hides_at_least_half(value: str) -> None:
    assert len(shortened(value).replace("…", "")) * 2 <= len(value)


def test_the_chart_opens_on_the_last_days_with_axes_that_fit_them() -> None:
    days = [
        Day(date(2025, 1, 1) + timedelta(days=n), Decimal(90_000 if n < 100 else 50), 1)
        for n in range(200)
    ]
    fragment = charts.daily(days)
    axes = [
        json.JSONDecoder().raw_decode(fragment, found.end())[0]
        for found in re.finditer('"yaxis":', fragment)
    ]
    assert [axis["range"] for axis in axes if "range" in axis] == [[0.0, pytest.approx(52.5)]]


def test_codes_of_the_contract_have_words() -> None:
    kinds = {
        "consumption_stage": "consumption_stage",
        "activity_stage": "activity_stage",
        "value_tier": "value_tier",
        "segment": "rfm_segment",
        "identifier_type": "identifier_type",
    }
    nameless = [
        f"{kinds[column['name']]}: {code}"
        for file in (ROOT / "dbt" / "models" / "marts").rglob("*.yml")
        for model in yaml.safe_load(file.read_text("utf-8")).get("models", [])
        for column in model.get("columns", [])
        for test in column.get("data_tests", [])
        if column["name"] in kinds and "accepted_values" in test
        for code in test["accepted_values"]["arguments"]["values"]
        if code not in vocabulary()[kinds[column["name"]]]
    ]
    assert nameless == []


def test_all_words_are_in_two_languages() -> None:
    said = [word for codes in vocabulary().values() for word in codes.values()]
    assert all(isinstance(text, str) and text for word in said for text in word)
    assert words("activity_stage", "a_new_one").chinese == "a_new_one"


def test_elements_escape_text_and_attributes_once() -> None:
    made = el("p", "<b>", [Html("<br>"), None, 1], attributes={"title": '"<', "hidden": True})
    assert made == '<p title="&quot;&lt;" hidden>&lt;b&gt;<br>1</p>'
    assert unescape(el("i", made.replace("<p", "<q"))) == f"<i>{made.replace('<p', '<q')}</i>"

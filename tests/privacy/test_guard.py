"""No clear personal data passes the guard, no id is damaged, equal values get equal tokens."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from member_center.privacy import Guard, PrivacyError
from tests.privacy.people import Drawer, id_numbers, mobiles, spellings

KEY = "k" * 32
TOKEN = re.compile(r"[a-z]{2}\d_[0-9a-f]{32}")


@pytest.fixture
def guard() -> Guard:
    return Guard(KEY, 1, Drawer())


def token_of(text: str, kind: str = "phone") -> str:
    return Guard(KEY, 1, Drawer()).protect({"x": text}, {"x": kind})["x"]["token"]


def test_declared_paths_become_token_and_mask(guard: Guard) -> None:
    payload = {
        "order": {"name": "样本人", "items": [{"phone": "13912348000"}, {"phone": 13912348000}]},
        "to": ["13912348000"],
        "id": "x",
    }
    pii = {"order.name": "name", "order.items[].phone": "phone", "to[]": "phone", "gone.a": "name"}
    protected = guard.protect(payload, pii)
    phone = {"token": token_of("13912348000"), "mask": "139****8000", "status": "valid"}
    assert protected["order"]["items"] == [{"phone": phone}, {"phone": phone}]
    assert protected["to"] == [phone]
    assert protected["order"]["name"]["mask"] == "样**"
    assert protected["id"] == "x"
    assert TOKEN.fullmatch(phone["token"])
    assert payload["order"]["name"] == "样本人"


@pytest.mark.parametrize("empty", [None, "", "  ", "\u3000"])
def test_nothing_stays_nothing(guard: Guard, empty: str | None) -> None:
    assert guard.protect({"phone": empty}, {"phone": "phone"}) == {"phone": None}


def test_a_masked_value_has_no_token(guard: Guard) -> None:
    assert guard.protect({"phone": "138****8000"}, {"phone": "phone"})["phone"] == {
        "token": None,
        "mask": "138****8000",
        "status": "masked",
    }


@given(st.data(), mobiles)
def test_any_spelling_of_one_phone_gives_one_token(data: st.DataObject, mobile: str) -> None:
    assert token_of(data.draw(spellings(mobile))) == token_of(mobile)


def test_other_keys_and_versions_give_other_tokens() -> None:
    guards = [Guard(KEY, 1, Drawer()), Guard(KEY, 2, Drawer()), Guard("o" * 32, 1, Drawer())]
    tokens = [guard.scrub("13912348000") for guard in guards]
    assert len(set(tokens)) == 3
    assert [token[:4] for token in tokens] == ["ph1_", "ph2_", "ph1_"]
    assert guards[0].protect({"x": "13912348000"}, {"x": "name"})["x"]["token"] != tokens[0]


words = st.text(alphabet="会员备注：，。 \n\"'<>()[]", max_size=6)


@given(st.data(), mobiles, words, words)
def test_a_phone_inside_any_text_is_replaced(
    data: st.DataObject, mobile: str, before: str, after: str
) -> None:
    written = data.draw(
        st.sampled_from(
            [
                mobile,
                f"+86{mobile}",
                f"0086 {mobile}",
                f"+86-{mobile}",
                f"{mobile[:3]} {mobile[3:7]} {mobile[7:]}",
                f"{mobile[:3]}-{mobile[3:7]}-{mobile[7:]}",
                mobile.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
                f"tel{mobile}",
                f"wx{mobile}",
                f"{mobile}.0",
            ]
        )
    )
    text = before + written + after
    guard = Guard(KEY, 1, drawer := Drawer())
    protected = guard.protect({"note": text, "deep": [{text: [text]}]}, {})
    guard.flush()
    shown = json.dumps(protected, ensure_ascii=False)
    assert mobile not in shown
    assert written not in shown
    assert token_of(mobile) in protected["note"]
    assert drawer.values[token_of(mobile)] == ("phone", f"+86{mobile}")


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=12)
    | mobiles
    | mobiles.map(int)
    | id_numbers(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=6) | mobiles, inner, max_size=3)
    ),
    max_leaves=6,
)


@given(
    st.dictionaries(st.text(max_size=6), json_values, max_size=4),
    st.lists(mobiles, min_size=1, max_size=3),
    id_numbers(),
)
def test_whatever_the_payload_no_clear_phone_or_id_number_comes_out(
    payload: dict[str, Any], phones: list[str], number: str
) -> None:
    payload |= {"phones": phones, "number": int(phones[0]), "card": number, "text": f"，{number}。"}
    protected = Guard(KEY, 1, Drawer()).protect(payload, {"phones[]": "phone"})
    shown = json.dumps(protected, ensure_ascii=False)
    bare = re.compile(r"(?<![0-9A-Za-z.])1[3-9][0-9]{9}(?![0-9A-Za-z.])", re.ASCII)
    assert not bare.search(shown)
    assert number not in shown


@pytest.mark.parametrize(
    "text",
    [
        "mail made.up@example.com now",
        "邮箱made.up@example.com.cn。",
        '{"mail":"made.up@example.com"}',
        "made.up＠example.com",
    ],
)
def test_an_email_inside_a_text_is_replaced(guard: Guard, text: str) -> None:
    protected = guard.scrub(text)
    assert "made.up" not in protected
    assert "em1_" in protected


long_ids = st.from_regex(r"[1-9][0-9]{11,23}", fullmatch=True).filter(lambda text: len(text) != 18)


@given(long_ids, st.sampled_from(["{}", "order {}", "订单{}号", "/o?id={}&x=1", "A{}", "{}_1"]))
def test_ids_of_twelve_digits_and_more_are_not_damaged(number: str, form: str) -> None:
    text = form.format(number)
    payload = {"id": text, "n": int(number), text: [text], "float": float(number)}
    assert Guard(KEY, 1, Drawer()).protect(payload, {}) == payload


@pytest.mark.parametrize(
    "value",
    [
        "oSAMPLE13912348000x9abcdefgh",
        "3f13912348000a9c",
        "2026-01-02 13:14:15",
        "0.13912348000",
        "v1.39E+10",
        "logo@2x.png",
        1.38e10,
        0.13912348,
        1767225600000,
        1767225600,
        12345678901,
        "110101199003070012",
        370511505847120892,
        "6901234567892",
        "wx0a0000000000demo1",
    ],
)
def test_what_only_looks_a_little_personal_stays(guard: Guard, value: Any) -> None:
    assert guard.protect({"v": value}, {}) == {"v": value}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("anything", 13912348000),
        ("anything", 13912348000.0),
        ("anything", "phone%3D13912348000%26"),
        ("anything", "%2B8613912348000"),
        ("anything", r"line\n13912348000"),
        ("anything", "13912348000abc"),
        ("new_mobile", "8613912348000"),
        ("联系电话", 8613912348000),
        ("telephone", "139 12348000"),
    ],
)
def test_a_phone_that_nobody_declared_is_found(guard: Guard, field: str, value: Any) -> None:
    protected = json.dumps(guard.protect({field: value}, {}))
    assert token_of("13912348000") in protected
    assert "13912348000" not in protected


def test_a_declared_field_that_changed_its_shape_still_hides(guard: Guard) -> None:
    pii = {"address.name": "name", "phone": "phone"}
    flat = guard.protect({"address": "样本人 样本市", "phone": ["13912348000", None]}, pii)
    assert flat["address"]["token"].startswith("tx1_")
    assert [one and one["mask"] for one in flat["phone"]] == ["139****8000", None]
    nested = guard.protect({"address": [{"name": {"first": "样", "last": "本"}}]}, pii)
    assert {one["mask"] for one in nested["address"][0]["name"].values()} == {"样**", "本**"}
    assert guard.protect(flat, pii) == flat


def test_an_unknown_kind_is_a_mistake_of_the_stream(guard: Guard) -> None:
    with pytest.raises(PrivacyError, match="'fone', which is no kind"):
        guard.protect({"x": "1"}, {"x": "fone"})


def test_short_keys_are_refused() -> None:
    with pytest.raises(PrivacyError, match="MDC_TOKEN_KEY has 3 characters"):
        Guard("abc", 1, Drawer())


def test_text_is_kept_as_written_and_phones_in_one_form(guard: Guard) -> None:
    drawer = Drawer()
    guard = Guard(KEY, 1, drawer)
    row = '{"姓名":"样本　人", "x":  1}'
    token = guard.protect({"row": row, "p": "139-1234-8000"}, {"row": "text", "p": "phone"})
    guard.flush()
    assert drawer.values[token["row"]["token"]] == ("text", row)
    assert drawer.values[token["p"]["token"]] == ("phone", "+8613912348000")

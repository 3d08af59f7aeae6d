"""Which stream a push belongs to, and the key that makes two deliveries one push."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.core.daily_logs import LineRefused
from connectors.wechat_official_account.pushes import (
    FOLLOWS,
    KINDS,
    MENU,
    MESSAGES,
    OTHERS,
    kind_of,
    record_of,
)

HEAD = {"ToUserName": "gh", "FromUserName": "oDemo1", "CreateTime": 1_773_000_000}


def digest(text: str) -> str:
    return f"<{text}>"


def key(push: dict[str, Any]) -> str:
    whole = {**HEAD, **push}
    return record_of(whole, kind_of(whole), digest).key


@pytest.mark.parametrize(
    ("push", "stream"),
    [
        ({"MsgType": "event", "Event": "subscribe"}, "follow_events"),
        ({"MsgType": "event", "Event": "UNSUBSCRIBE"}, "follow_events"),
        ({"Event": "SCAN"}, "follow_events"),
        ({"MsgType": "event", "Event": "view_miniprogram"}, "menu_events"),
        ({"MsgType": "event", "Event": "TEMPLATESENDJOBFINISH"}, "template_results"),
        ({"MsgType": "event", "Event": "subscribe_msg_sent_event"}, "template_results"),
        ({"MsgType": "event", "Event": "MASSSENDJOBFINISH"}, "mass_send_results"),
        ({"MsgType": "event", "Event": "LOCATION"}, "other_events"),
        ({"MsgType": "event", "Event": "of_next_year"}, "other_events"),
        ({"MsgType": "event"}, "other_events"),
        ({"MsgType": "event", "Event": ["a", "b"]}, "other_events"),
        ({"MsgType": "text", "MsgId": "1"}, "messages"),
        ({"MsgType": "of_next_year", "MsgId": "1"}, "messages"),
        ({}, "messages"),
    ],
)
def test_every_push_has_a_stream(push: dict[str, Any], stream: str) -> None:
    assert kind_of(push).stream == stream


def test_the_key_of_a_follow_is_the_one_it_always_was() -> None:
    push = {"MsgType": "event", "Event": "subscribe", "EventKey": "qrscene_1"}
    assert key(push) == "oDemo1|1773000000|subscribe"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"Event": "CLICK", "EventKey": "a"}, {"Event": "CLICK", "EventKey": "b"}),
        ({"Event": "MASSSENDJOBFINISH", "MsgID": 1}, {"Event": "MASSSENDJOBFINISH", "MsgID": 2}),
        (
            {"Event": "subscribe_msg_sent_event", "SubscribeMsgSentEvent": {"List": {"MsgID": 1}}},
            {"Event": "subscribe_msg_sent_event", "SubscribeMsgSentEvent": {"List": {"MsgID": 2}}},
        ),
        ({"Event": "user_get_card", "CardId": "a"}, {"Event": "user_get_card", "CardId": "b"}),
        ({"MsgType": "text", "MsgId": 1}, {"MsgType": "text", "MsgId": 2}),
        ({"MsgType": "text", "Content": "a"}, {"MsgType": "text", "Content": "b"}),
    ],
)
def test_different_pushes_of_one_second_have_different_keys(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize(
    ("from_xml", "from_json"),
    [
        ({"MsgType": "text", "MsgId": "605"}, {"MsgType": "text", "MsgId": 605}),
        (
            {"Event": "TEMPLATESENDJOBFINISH", "MsgID": "200"},
            {"Event": "TEMPLATESENDJOBFINISH", "MsgID": 200},
        ),
        (
            {"Event": "x_card", "IsGiveByFriend": "0", "OuterStr": "", "L": [{"A": "1"}]},
            {"Event": "x_card", "IsGiveByFriend": 0, "L": {"A": 1}, "OuterStr": None},
        ),
        (
            {
                "Event": "subscribe_msg_popup_event",
                "SubscribeMsgPopupEvent": {"List": [{"T": "1"}]},
            },
            {"Event": "subscribe_msg_popup_event", "SubscribeMsgPopupEvent": {"List": {"T": 1}}},
        ),
    ],
)
def test_a_push_has_one_key_however_its_fields_are_typed(
    from_xml: dict[str, Any], from_json: dict[str, Any]
) -> None:
    assert key(from_xml) == key({**from_json, "CreateTime": "1773000000"})


def test_words_do_not_stand_in_keys() -> None:
    push = {**HEAD, "MsgType": "text", "Content": "甄小鸟"}
    assert "甄小鸟" not in record_of(push, MESSAGES, lambda _: "0f").key
    place = {**HEAD, "Event": "LOCATION", "Latitude": "23.1"}
    assert "23.1" not in record_of(place, OTHERS, lambda _: "0f").key


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.stream)
@pytest.mark.parametrize(
    "broken",
    [
        {"FromUserName": ""},
        {"FromUserName": ["a"]},
        {"CreateTime": "soon"},
        {"CreateTime": None},
        {"MsgType": "", "Event": ""},
    ],
)
def test_who_and_when_are_needed(kind: Any, broken: dict[str, Any]) -> None:
    push = {**HEAD, "MsgType": "event", "Event": "x", **broken}
    with pytest.raises(LineRefused, match="a push needs FromUserName, CreateTime"):
        record_of(push, kind, digest)


def test_events_of_follows_and_menu_share_no_name() -> None:
    assert not FOLLOWS.events & MENU.events
    assert all(event == event.lower() for kind in KINDS for event in kind.events)

"""What WeChat pushes to an official account: which stream a push belongs to, and its key.

A push is the object that WeChat sends, field by field, whether it was read from the brand's own
log or came in at the callback: both give the same stream, key and record. Reading XML, signatures
and storing belong to the callback; files to `connectors.core.daily_logs`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from connectors.core.daily_logs import LineRefused
from connectors.core.stream import Record
from connectors.core.windows import from_epoch

Push = dict[str, Any]
Fingerprint = Callable[[str], str]
"""A keyed digest of a text; the same text gives the same one within a home."""

EVENT = "event"


@dataclass(frozen=True, slots=True)
class PushKind:
    """One stream of pushes.

    Attributes:
        stream: Its name.
        description: One plain sentence for the UI.
        events: Values of ``Event`` that belong to it, in lower case: WeChat is not strict there.
        told_apart_by: Fields that tell pushes of one sender, second and event from each other.
        by_content: Whether pushes that none of these fields tells apart are told by all they say.
        pii: Path to kind of personal data.
        expected_every: How often something new normally arrives.
    """

    stream: str
    description: str
    events: frozenset[str] = frozenset()
    told_apart_by: tuple[str, ...] = ()
    by_content: bool = False
    pii: Mapping[str, str] = field(default_factory=dict)
    expected_every: timedelta = timedelta(days=1)


_MESSAGE_TEXTS = {
    "Content": "text",
    "Recognition": "text",
    "Title": "text",
    "Description": "text",
    "Url": "text",
    "PicUrl": "text",
    "Label": "address",
    "Location_X": "text",
    "Location_Y": "text",
}
_MENU_TEXTS = {
    "ScanCodeInfo.ScanResult": "text",
    "SendLocationInfo.Location_X": "text",
    "SendLocationInfo.Location_Y": "text",
    "SendLocationInfo.Label": "address",
    "SendLocationInfo.Poiname": "address",
}
_OTHER_TEXTS = {"Latitude": "text", "Longitude": "text", "body": "text"}

FOLLOWS = PushKind(
    "follow_events",
    "Each follow, unfollow and QR scan that WeChat pushed to the brand, from the callback or the "
    "brand's own daily log.",
    frozenset({"subscribe", "unsubscribe", "scan"}),
)
MENU = PushKind(
    "menu_events",
    "Each tap on the account's menu that WeChat pushed, with the key, page or link behind it, from "
    "the callback or the daily log.",
    frozenset(
        {
            "click",
            "view",
            "view_miniprogram",
            "scancode_push",
            "scancode_waitmsg",
            "pic_sysphoto",
            "pic_photo_or_album",
            "pic_weixin",
            "location_select",
        }
    ),
    told_apart_by=("EventKey",),
    pii=_MENU_TEXTS,
)
TEMPLATES = PushKind(
    "template_results",
    "What became of each template or subscription message, and whether followers allow them, from "
    "the callback or the daily log.",
    frozenset(
        {
            "templatesendjobfinish",
            "subscribe_msg_popup_event",
            "subscribe_msg_change_event",
            "subscribe_msg_sent_event",
        }
    ),
    told_apart_by=(
        "MsgID",
        "SubscribeMsgPopupEvent",
        "SubscribeMsgChangeEvent",
        "SubscribeMsgSentEvent",
        "List",
    ),
    expected_every=timedelta(days=7),
)
MASS_SENDS = PushKind(
    "mass_send_results",
    "How many followers each mass message reached and how many it missed, from the callback or the "
    "daily log.",
    frozenset({"masssendjobfinish"}),
    told_apart_by=("MsgID",),
    expected_every=timedelta(days=7),
)
MESSAGES = PushKind(
    "messages",
    "Each message that a follower sent to the account, its words kept as tokens, from the callback "
    "or the daily log.",
    by_content=True,
    pii=_MESSAGE_TEXTS,
)
OTHERS = PushKind(
    "other_events",
    "Every other event that WeChat pushed, such as locations and cards, from the callback or the "
    "daily log.",
    told_apart_by=("EventKey",),
    by_content=True,
    pii=_OTHER_TEXTS,
    expected_every=timedelta(days=30),
)
KINDS = (FOLLOWS, MENU, TEMPLATES, MASS_SENDS, MESSAGES, OTHERS)
_BY_EVENT = {event: kind for kind in KINDS for event in kind.events}


def kind_of(push: Push) -> PushKind:
    """Return the stream that a push belongs to; there is one for every push."""
    event = push.get("Event")
    if event in (None, "") and push.get("MsgType") != EVENT:
        return MESSAGES
    return _BY_EVENT.get(str(event).lower(), OTHERS)


def no_fingerprint(_text: str) -> str:
    """Stands for a fingerprint where no home lends its key: content tells nothing apart."""
    return ""


def record_of(push: Push, kind: PushKind, fingerprint: Fingerprint) -> Record:
    """Make a record of a push.

    WeChat delivers a push up to three times, unchanged: a message is known by its ``MsgId``, an
    event by sender, second and event, and by what else is needed to tell two of them apart.

    Args:
        push: As WeChat sent it.
        kind: The stream it shall be a record of.
        fingerprint: Stands for content in a key: content may be personal, a key is not protected.

    Raises:
        LineRefused: It does not say who sent it and when.
    """
    happened_at = from_epoch(push.get("CreateTime"))
    wanted = ("FromUserName", "CreateTime", "MsgType" if kind is MESSAGES else "Event")
    head = [push.get(name) for name in wanted]
    if happened_at is None or not all(part and isinstance(part, str | int) for part in head):
        raise LineRefused(f"a push needs {wanted[0]}, {wanted[1]} (seconds) and {wanted[2]}")
    if kind is MESSAGES and push.get("MsgId"):
        return Record(str(push["MsgId"]), push, happened_at)
    return Record("|".join(map(str, [*head, *_apart(push, kind, fingerprint)])), push, happened_at)


def _apart(push: Push, kind: PushKind, fingerprint: Fingerprint) -> Iterator[str]:
    for name in kind.told_apart_by:
        if push.get(name) not in (None, ""):
            yield _written(push[name])
    if kind.by_content and (digest := fingerprint(_written(push))):
        yield digest


def _written(value: Any) -> str:
    """One spelling for a value, however its maker types numbers, lists of one and empty fields."""
    plain = _plain(value)
    if isinstance(plain, str):
        return plain
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        fields = {name: _plain(item) for name, item in value.items()}
        return {name: item for name, item in fields.items() if item not in ("", [], {})}
    if isinstance(value, list):
        return _plain(value[0]) if len(value) == 1 else [_plain(item) for item in value]
    return "" if value is None else str(value)

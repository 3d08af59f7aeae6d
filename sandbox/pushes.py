"""What WeChat pushes to the official account, as objects: the lines of the brand's event log.

What belongs here: the fields of every kind of push, from the tables of the world. What does not:
daily files (`sandbox.logs`), XML, signatures and sending (`sandbox.callback`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from sandbox import accounts
from sandbox.world import Table, World
from sandbox.world import vocabulary as words
from sandbox.world.calendar import SHANGHAI_OFFSET
from sandbox.world.draws import Ints
from sandbox.world.follows import SCAN, SUBSCRIBE

Push = dict[str, Any]
Spell = Callable[[World, Ints], Iterator[Push]]

_FOLLOW_NAMES = ("subscribe", "unsubscribe", "SCAN")
_FIRST_MESSAGE, _FIRST_TEMPLATE = 24_500_000_000_000_000, 3_300_000_000_000_000_000
_FIRST_MASS_SEND = 2_247_000_000
_MASS_SENDER = "mphelper"
_DAY = 86_400
_MENU_ID = "430000001"


def follow_events(world: World, rows: Ints) -> Iterator[Push]:
    """Spell follows, unfollows and scans."""
    events = world.follow_events.take(rows)
    for head, kind, scene in zip(
        _heads(world, events, "event"), events.kind.tolist(), events.qr_scene.tolist(), strict=True
    ):
        push = {**head, "Event": _FOLLOW_NAMES[kind], "EventKey": ""}
        if scene >= 0 and kind in (SUBSCRIBE, SCAN):
            prefix = "qrscene_" if kind == SUBSCRIBE else ""
            push["EventKey"] = prefix + world.qr_scenes[scene]
            push["Ticket"] = f"gQ_sandbox_{world.qr_scenes[scene]}"
        yield push


def menu_events(world: World, rows: Ints) -> Iterator[Push]:
    """Spell taps on the menu."""
    taps = world.menu_taps.take(rows)
    for head, entry in zip(_heads(world, taps, "event"), taps.entry.tolist(), strict=True):
        event, key, _ = words.MENU[entry]
        push = {**head, "Event": event, "EventKey": key}
        if event in ("VIEW", "view_miniprogram"):
            push["MenuId"] = _MENU_ID
        if event.startswith("scancode"):
            push["ScanCodeInfo"] = {"ScanType": "qrcode", "ScanResult": f"receipt:{entry}"}
        yield push


def template_results(world: World, rows: Ints) -> Iterator[Push]:
    """Spell what became of template messages."""
    results = world.template_results.take(rows)
    for head, message, status in zip(
        _heads(world, results, "event"), results.message.tolist(), results.status.tolist(),
        strict=True,
    ):  # fmt: skip
        yield {
            **head,
            "Event": "TEMPLATESENDJOBFINISH",
            "MsgID": str(_FIRST_TEMPLATE + message),
            "Status": words.TEMPLATE_STATUSES[status],
        }


def mass_send_results(world: World, rows: Ints) -> Iterator[Push]:
    """Spell what became of mass messages; they come from a helper, not from a follower."""
    sends = world.mass_sends.take(rows)
    columns = (sends[name].tolist() for name in ("at", "total", "filtered", "sent", "errors"))
    for at, total, filtered, sent, errors in zip(*columns, strict=True):
        yield {
            "ToUserName": accounts.OFFICIAL_ACCOUNT.original_id,
            "FromUserName": _MASS_SENDER,
            "CreateTime": at,
            "MsgType": "event",
            "Event": "MASSSENDJOBFINISH",
            "MsgID": str(_FIRST_MASS_SEND + (at + SHANGHAI_OFFSET) // _DAY),
            "Status": "send success",
            "TotalCount": str(total),
            "FilterCount": str(total - filtered),
            "SentCount": str(sent),
            "ErrorCount": str(errors),
        }


def messages(world: World, rows: Ints) -> Iterator[Push]:
    """Spell what followers wrote, showed, said."""
    received = world.received_messages.take(rows)
    for head, row, kind, text in zip(
        _heads(world, received, ""), rows.tolist(), received.kind.tolist(), received.text.tolist(),
        strict=True,
    ):  # fmt: skip
        number = str(_FIRST_MESSAGE + row)
        name = words.FOLLOWER_MESSAGE_KINDS[kind]
        yield {**head, "MsgType": name, **_CONTENT[name](text, number), "MsgId": number}


def other_events(world: World, rows: Ints) -> Iterator[Push]:
    """Spell locations that followers report."""
    found = world.locations.take(rows)
    for head, row, store in zip(
        _heads(world, found, "event"), rows.tolist(), found.store.tolist(), strict=True
    ):
        yield {
            **head,
            "Event": "LOCATION",
            "Latitude": f"{23 + store % 7 + row % 97 / 10_000:.6f}",
            "Longitude": f"{113 + store % 5 + row % 89 / 10_000:.6f}",
            "Precision": "40.000000",
        }


def _heads(world: World, table: Table, kind: str) -> Iterator[Push]:
    """Start each push: to whom, from whom, when."""
    openid_ids = world.follows.openid_id[table.follow]
    openids = world.openid(accounts.OFFICIAL_ACCOUNT.appid, openid_ids)
    for openid, at in zip(openids, np.asarray(table.at).tolist(), strict=True):
        yield {
            "ToUserName": accounts.OFFICIAL_ACCOUNT.original_id,
            "FromUserName": openid,
            "CreateTime": at,
            "MsgType": kind,
        }


_CONTENT: dict[str, Callable[[int, str], Push]] = {
    "text": lambda text, _number: {"Content": words.FOLLOWER_TEXTS[text]},
    "image": lambda _text, number: {
        "PicUrl": f"https://mmbiz.example.com/{number}", "MediaId": f"media_{number}",
    },
    "voice": lambda text, number: {
        "MediaId": f"media_{number}", "Format": "amr",
        "Recognition": words.FOLLOWER_TEXTS[text],
    },
    "location": lambda text, _number: {
        "Location_X": f"{23 + text}.134521", "Location_Y": "113.358803", "Scale": "20",
        "Label": f"示例路{text + 1}号",
    },
}  # fmt: skip

KINDS: dict[str, tuple[Callable[[World], Table], Spell]] = {
    "follow_events": (lambda world: world.follow_events, follow_events),
    "menu_events": (lambda world: world.menu_taps, menu_events),
    "template_results": (lambda world: world.template_results, template_results),
    "mass_send_results": (lambda world: world.mass_sends, mass_send_results),
    "messages": (lambda world: world.received_messages, messages),
    "other_events": (lambda world: world.locations, other_events),
}
"""Kind of push -> the table behind it, and how a row of it is spelled."""

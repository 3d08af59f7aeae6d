"""The brand's own daily logs as JSON lines: pushed events, user registry, behaviour events.

What belongs here: the spelling of a line and which lines a day's file holds at a clock. What does
not: serving the files (`sandbox.platforms`), what WeChat pushes (`sandbox.pushes`) and what
happened (`sandbox.world`).

A file is named `<kind>-YYYY-MM-DD.jsonl`; a day is a Shanghai day. Times inside are as their makers
write them: seconds in the platform's events, milliseconds in the brand's logs, and Beijing wall
time for the registration.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from sandbox import accounts, pushes
from sandbox.world import Table, World
from sandbox.world import vocabulary as words
from sandbox.world.calendar import DAY, SHANGHAI_OFFSET
from sandbox.world.draws import Ints
from sandbox.world.places import CITIES, PROVINCES
from sandbox.world.views import rows_until
from sandbox.world.world import spell_phones

FOLDERS = {
    **dict.fromkeys(pushes.KINDS, "official_account"),
    "registry": "mini_program",
    "events": "mini_program",
}
"""Each kind of log, and the place it belongs to."""
_GENDERS = ("未知", "男", "女")
_TELLS_BIRTHDAY = 6
_EPOCH = date(1970, 1, 1)

Line = dict[str, Any]


def days(world: World, now: int | None = None) -> list[date]:
    """Return the days that have a file at the clock, oldest first.

    Args:
        world: The world.
        now: The clock in epoch seconds; the end of the history when not given.
    """
    clock = world.until_ts - 1 if now is None else now
    last = min(clock, world.end_ts - 1)
    count = max(0, (last - world.start_ts) // DAY + 1)
    first = world.calendar.date_of(world.start_ts)
    return [first + timedelta(days=number) for number in range(count)]


def lines(world: World, kind: str, day: date, until_ts: int) -> Iterator[str]:
    """Yield the lines of one day's file, without line ends, as far as the clock has come.

    Raises:
        ValueError: When there is no such kind of log.
    """
    if kind not in FOLDERS:
        raise ValueError(f"no log is called {kind!r}; there are {', '.join(FOLDERS)}")
    table, spell = _TABLES[kind]
    happened = table(world)
    since = world.calendar.first_instant(day)
    low = rows_until(happened.at, since - 1)
    high = rows_until(happened.at, min(since + DAY - 1, until_ts))
    for line in spell(world, np.arange(low, high)):
        yield json.dumps(line, ensure_ascii=False, separators=(",", ":"))


def daily_lines(world: World, kind: str, day: date, now: int) -> bytes | None:
    """Return one day's file (UTF-8) as of the clock; None while there is no such file."""
    if day not in days(world, now):
        return None
    return _content(world, kind, day, now)


def write_logs(world: World, out: Path, now: int) -> list[Path]:
    """Write all daily files as of the clock, under `official_account/` and `mini_program/`.

    Returns:
        The files written.
    """
    written = []
    for kind, folder in FOLDERS.items():
        (out / folder).mkdir(parents=True, exist_ok=True)
        for day in days(world, now):
            path = out / folder / f"{kind}-{day.isoformat()}.jsonl"
            path.write_bytes(_content(world, kind, day, now))
            written.append(path)
    return written


def _content(world: World, kind: str, day: date, now: int) -> bytes:
    return "".join(f"{line}\n" for line in lines(world, kind, day, now)).encode()


def _registry_lines(world: World, rows: Ints) -> Iterator[Line]:
    changes = world.registry_changes.take(rows)
    users = world.mini_users.take(changes.mini_user)
    heads = _heads(world, "profile_set", rows, changes, users)
    profiles = _profiles(world, changes, users)
    for head, properties in zip(heads, profiles, strict=True):
        yield {**head, "properties": properties}


def _event_lines(world: World, rows: Ints) -> Iterator[Line]:
    events = world.mini_events.take(rows)
    users = world.mini_users.take(events.mini_user)
    heads = _heads(world, "track", rows, events, users)
    columns = (events[name].tolist() for name in ("event", "product", "value", "ref"))
    for head, event, product, value, ref in zip(heads, *columns, strict=True):
        name = words.EVENTS[event]
        properties = _PROPERTIES[name](world, product, value, ref)
        login_id, appid = head.pop("login_id"), head.pop("appid")
        moment = head.pop("time")
        yield {
            **head,
            "login_id": login_id,
            "event": name,
            "time": moment,
            "appid": appid,
            "properties": properties,
        }


def _heads(world: World, kind: str, rows: Ints, happenings: Table, users: Table) -> Iterator[Line]:
    """Start each line: who, when, in which app; the login id only from the registration on."""
    openids = np.empty(len(users), dtype=object)
    for app, account in enumerate(accounts.MINI_PROGRAMS):
        mine = np.flatnonzero(users.app == app)
        openids[mine] = world.openid(account.appid, users.openid_id[mine])
    logged_in = (users.registered_at >= 0) & (happenings.at >= users.registered_at)
    moments = happenings.at * 1_000 + rows * 7_919 % 997
    for openid, login, registered, moment, app in zip(
        openids.tolist(), users.login_id.tolist(), logged_in.tolist(), moments.tolist(),
        users.app.tolist(), strict=True,
    ):  # fmt: skip
        yield {
            "type": kind,
            "distinct_id": openid,
            "login_id": str(login) if registered else None,
            "time": moment,
            "appid": accounts.MINI_PROGRAMS[app].appid,
        }


def _profiles(world: World, changes: Table, users: Table) -> Iterator[Line]:
    """Spell what the registry knew of each user at the line's instant; the rest is absent."""
    person = users.person
    unionids = world.unionid(person)
    inviters = world.mini_users.login_id[users.inviter]
    texts = (
        world.nickname(person), world.name(person), spell_phones(changes.phone),
        world.people.gender[person].tolist(), world.people.birth_day[person].tolist(),
        world.people.province_id[person].tolist(), world.people.city_id[person].tolist(),
        world.cards.card_no[changes.card].tolist() if len(world.cards) else [],
    )  # fmt: skip
    for row, (nickname, name, phone, gender, born, province, city, card_no) in enumerate(
        zip(*texts, strict=True)
    ):
        profile: Line = {"nickname": nickname, "gender": _GENDERS[0]}
        if changes.has_unionid[row]:
            profile = {"unionid": unionids[row], **profile}
        if changes.is_registered[row]:
            profile |= {"phone": phone, "phone_verified": True, "gender": _GENDERS[gender]}
            profile |= {"province": PROVINCES[province], "city": CITIES[city]}
            profile["register_time"] = _beijing(int(users.registered_at[row]))
            profile["register_channel"] = words.REGISTER_CHANNELS[users.channel[row]]
            if person[row] % 10 < _TELLS_BIRTHDAY:
                profile["birthday"] = (_EPOCH + timedelta(days=born)).isoformat()
            if users.app[row] == 0:
                profile["member_level"] = words.LEVELS[changes.level[row]]
                profile["points"] = int(changes.points[row])
            if changes.has_name[row]:
                profile["name"] = name
            if users.inviter[row] >= 0:
                profile["inviter_login_id"] = str(inviters[row])
            if users.store[row] >= 0:
                profile["store_code"] = str(world.stores.code[users.store[row]])
        if changes.card[row] >= 0:
            profile["member_card_no"] = str(card_no)
        yield profile


def _beijing(at: int) -> str:
    return datetime.fromtimestamp(at + SHANGHAI_OFFSET, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _launch(world: World, _product: int, value: int, ref: int) -> Line:
    properties: Line = {"scene": value, "$latest_scene": f"wx-{value}"}
    if ref >= 0:
        properties["utm_campaign"] = str(world.campaigns.code[ref])
    return properties


def _view_screen(_world: World, _product: int, value: int, ref: int) -> Line:
    return {"url_path": words.PAGES[ref], "stay_seconds": value}


def _product(world: World, product: int, _value: int, _ref: int) -> Line:
    goods = world.products
    return {
        "product_id": str(goods.product_id[product]),
        "category": words.CATEGORIES[goods.category[product]],
        "price_fen": int(goods.price_fen[product]),
    }


def _order(world: World, _product: int, value: int, ref: int) -> Line:
    return {"order_id": str(world.shop_orders.order_no[ref]), "amount_fen": value}


def _use_coupon(world: World, _product: int, _value: int, ref: int) -> Line:
    order = world.shop_orders.order_no[world.coupons.order[ref]]
    return {"coupon_id": str(world.coupons.coupon_no[ref]), "order_id": str(order)}


def _points(_world: World, _product: int, value: int, ref: int) -> Line:
    return {"points": value, "reason": words.POINT_REASONS[ref]}


def _message(world: World, _product: int, _value: int, ref: int) -> Line:
    return {
        "channel": words.MESSAGE_CHANNELS[world.messages.channel[ref]],
        "campaign_id": str(world.campaigns.code[world.messages.campaign[ref]]),
    }


_PROPERTIES: dict[str, Callable[[World, int, int, int], Line]] = {
    "$MPLaunch": _launch,
    "$MPViewScreen": _view_screen,
    "search": lambda _w, _p, value, ref: {"keyword": words.KEYWORDS[ref], "result_count": value},
    "view_product": _product,
    "add_to_cart": lambda world, product, value, _r: {
        "product_id": str(world.products.product_id[product]), "quantity": value,
    },
    "share": lambda _w, _p, value, ref: {"url_path": words.PAGES[ref], "share_scene": value},
    "submit_order": _order,
    "pay_order": _order,
    "receive_coupon": lambda world, _p, _v, ref: {"coupon_id": str(world.coupons.coupon_no[ref])},
    "use_coupon": _use_coupon,
    "earn_points": _points,
    "redeem_points": _points,
    "message_receive": _message,
    "message_click": _message,
    "invite": lambda world, _p, _v, ref: {"invitee_login_id": str(world.mini_users.login_id[ref])},
    "register": lambda _w, _p, value, _r: {"channel": words.REGISTER_CHANNELS[value]},
}  # fmt: skip

_TABLES: dict[str, tuple[Callable[[World], Table], Callable[[World, Ints], Iterator[Line]]]] = {
    **pushes.KINDS,
    "registry": (lambda world: world.registry_changes, _registry_lines),
    "events": (lambda world: world.mini_events, _event_lines),
}

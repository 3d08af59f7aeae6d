"""公众号: growth and article figures (`/datacube/*`), as the platform spells them.

Two generations of article endpoints stand side by side: the old ones, flagged as unmaintained but
still answering, and the new ones with `is_delay`, whose data begins on 2025-11-01.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, Final

from sandbox.platforms.articles import TRACKED_DAYS, Article, Articles, as_known, is_final
from sandbox.platforms.calendar import dashed, day_number, parse_dashed
from sandbox.platforms.datacube import last_ready_day, require_ready, window
from sandbox.platforms.endpoint import Call, Endpoint, Endpoints
from sandbox.platforms.errors import PlatformError
from sandbox.platforms.followers import Followers
from sandbox.world.calendar import ONLINE_HOURS

FAMILY: Final = "official_account"
FIRST_DAY = day_number(date(2014, 12, 1))
NEW_SET_FROM = day_number(date(2025, 11, 1))
OLD_SET_DAYS = 7
FEWEST = 3
SOURCES = {
    "公众号消息": 46,
    "聊天会话": 17,
    "朋友圈": 14,
    "公众号主页": 8,
    "推荐": 7,
    "搜一搜": 5,
    "其他": 3,
}
"""Where readers come from, in per cent."""
OLD_SOURCES = {
    0: "公众号消息",
    1: "聊天会话",
    2: "朋友圈",
    4: "公众号主页",
    5: "其他",
    6: "推荐",
    7: "搜一搜",
}
READ_FROM = {
    "session": "公众号消息",
    "friends": "聊天会话",
    "feed": "朋友圈",
    "hist_msg": "公众号主页",
    "kanyikan": "推荐",
    "souyisou": "搜一搜",
    "other": "其他",
}
SHARED_FROM = {"session": 60, "feed": 30, "other": 10}
ALL_SOURCES = 99_999_999
SHARE_SCENES = {1: 55, 2: 35, 255: 10}
Rows = list[dict[str, Any]]


class OfficialAccountFigures:
    """Answers the official account's part of `/datacube/`."""

    def __init__(self, followers: Followers, articles: Articles) -> None:
        self._followers = followers
        self._articles = articles

    def endpoints(self) -> Endpoints:
        """Return the analysis endpoints with the longest window each of them takes."""
        old = {
            "getusersummary": (7, self._growth),
            "getusercumulate": (7, self._cumulate),
            "getarticlesummary": (1, self._old_summary),
            "getarticletotal": (1, self._old_total),
            "getuserread": (3, self._old_read),
            "getuserreadhour": (1, self._old_read_hours),
            "getusershare": (7, self._old_share),
            "getusersharehour": (1, self._old_share_hours),
        }
        new = {
            "getarticleread": (1, self._read),
            "getarticleshare": (1, self._share),
            "getbizsummary": (30, self._summary),
            "getarticletotaldetail": (1, self._total_detail),
        }
        handlers = {name: partial(_list, *rule) for name, rule in old.items()}
        handlers |= {name: partial(_delayed_list, *rule) for name, rule in new.items()}
        return {
            f"/datacube/{name}": Endpoint(handler, "POST", FAMILY)
            for name, handler in handlers.items()
        }

    def _growth(self, day: int, _now: int) -> Rows:
        return [
            {"ref_date": dashed(day), "user_source": source, "new_user": new, "cancel_user": gone}
            for source, (new, gone) in self._followers.growth(day).items()
        ]

    def _cumulate(self, day: int, _now: int) -> Rows:
        total = self._followers.cumulate(day)
        return [] if total is None else [{"ref_date": dashed(day), "cumulate_user": total}]

    def _old_summary(self, day: int, _now: int) -> Rows:
        return [
            _head(article, day) | {"title": article.title} | _counters(article, day, day)
            for article in self._articles.published_on(day)
            if article.readers_on(day) >= FEWEST
        ]

    def _old_total(self, day: int, now: int) -> Rows:
        last = min(day + OLD_SET_DAYS - 1, last_ready_day(now))
        target = self._followers.cumulate(day)
        return [
            {
                **_head(article, day),
                "title": article.title,
                "details": [
                    {
                        "stat_date": dashed(until),
                        "target_user": target,
                        **(counters := _counters(article, day, until)),
                        **_by_source(counters),
                    }
                    for until in range(day, last + 1)
                ],
            }
            for article in self._articles.published_on(day)
        ]

    def _old_read(self, day: int, _now: int) -> Rows:
        read = self._articles.read_on(day)
        if not read:
            return []
        readers = [article.readers_on(day) for article in read]
        by_source = dict.fromkeys(OLD_SOURCES, 0)
        for figure in readers:
            split = _split(figure, SOURCES)
            for code, name in OLD_SOURCES.items():
                by_source[code] += split[name]
        sources = {ALL_SOURCES: sum(readers), **by_source}
        return [
            {"ref_date": dashed(day), "user_source": source, **_reading(figure, 0)}
            for source, figure in sources.items()
        ]

    def _old_share(self, day: int, _now: int) -> Rows:
        sharers = sum(article.sharers_on(day) for article in self._articles.read_on(day))
        return [
            {"ref_date": dashed(day), "share_scene": scene, "share_count": part, "share_user": part}
            for scene, part in _split(sharers, SHARE_SCENES).items()
            if part
        ]

    def _old_read_hours(self, day: int, now: int) -> Rows:
        return _by_hour(self._old_read(day, now), "int_page_read_user")

    def _old_share_hours(self, day: int, now: int) -> Rows:
        return _by_hour(self._old_share(day, now), "share_user")

    def _read(self, day: int, now: int) -> Rows:
        return [
            _head(article, day) | {"detail": _read_detail(figure)}
            for article in self._articles.read_on(day)
            if (figure := as_known(article.readers_on(day), day, now))
        ]

    def _share(self, day: int, now: int) -> Rows:
        return [
            _head(article, day) | {"detail": {"share_user": figure}}
            for article in self._articles.read_on(day)
            if (figure := as_known(article.sharers_on(day), day, now))
        ]

    def _summary(self, day: int, now: int) -> Rows:
        read = self._articles.read_on(day)
        if not read:
            return []
        readers = sum(as_known(article.readers_on(day), day, now) for article in read)
        detail = _read_detail(readers) | {
            "share_user": sum(as_known(article.sharers_on(day), day, now) for article in read),
            **_reactions(read, [day], now),
            "redirect_ori_page_user": _parts(read, [day], 4, now),
            "send_page_count": sum(article.day == day for article in read),
        }
        return [{"ref_date": dashed(day), "detail": detail}]

    def _total_detail(self, day: int, now: int) -> Rows:
        last = min(day + TRACKED_DAYS - 1, last_ready_day(now))
        return [
            _head(article, day)
            | {
                "publish_type": 0 if article.notifies else 1,
                "title": article.title,
                "content_url": f"https://mp.weixin.qq.com/s/{article.msgid}",
                "detail_list": [self._until(article, until, now) for until in range(day, last + 1)],
            }
            for article in self._articles.published_on(day)
        ]

    def _until(self, article: Article, until: int, now: int) -> dict[str, Any]:
        """Return an article's running totals from its publication to the end of a day."""
        days = list(range(article.day, until + 1))
        readers = sum(as_known(article.readers_on(day), day, now) for day in days)
        finish = 0.35 + article.draw % 30 / 100
        return {
            "stat_date": dashed(until),
            **_read_detail(readers),
            "share_user": sum(as_known(article.sharers_on(day), day, now) for day in days),
            **_reactions([article], days, now),
            "praise_money": _parts([article], days, 1, now) * 100,
            "read_subscribe_user": sum(
                self._articles.new_followers_by(article, day) for day in days
            ),
            "read_delivery_rate": round(0.05 + article.draw % 50 / 1_000, 4),
            "read_finish_rate": round(finish, 4),
            "read_avg_activetime": round(0.6 + article.draw % 90 / 60, 2),
            "read_jump_position": [
                {"position": place, "rate": round((1 - finish) / 5, 4)} for place in range(1, 6)
            ],
        }


def _list(span: int, rows_of: Callable[[int, int], Rows], call: Call) -> dict[str, Any]:
    begin, end = window(call, parse_dashed, FIRST_DAY)
    if end - begin + 1 > span:
        raise PlatformError(61501)
    require_ready(end, call.now)
    return {"list": [row for day in range(begin, end + 1) for row in rows_of(day, call.now)]}


def _delayed_list(span: int, rows_of: Callable[[int, int], Rows], call: Call) -> dict[str, Any]:
    def known(day: int, now: int) -> Rows:
        return rows_of(day, now) if day >= NEW_SET_FROM else []

    answer = _list(span, known, call)
    end = parse_dashed(call.body["end_date"])
    return {**answer, "is_delay": end is not None and not is_final(end, call.now)}


def _by_source(counters: dict[str, int]) -> dict[str, int]:
    """Spread reads and shares over where they came from, as the old totals tell them."""
    split: dict[str, int] = {}
    for counted in ("read_user", "read_count"):
        parts = _split(counters[f"int_page_{counted}"], SOURCES)
        split |= {f"int_page_from_{name}_{counted}": parts[s] for name, s in READ_FROM.items()}
    for counted, spelled in (("share_user", "user"), ("share_count", "cnt")):
        parts = _split(counters[counted], SHARED_FROM)
        split |= {f"feed_share_from_{name}_{spelled}": part for name, part in parts.items()}
    return split


def _by_hour(rows: Rows, counted: str) -> Rows:
    """Spread the rows of a day over its hours, so that the hours sum up to the day."""
    split: Rows = []
    for hour in range(len(ONLINE_HOURS)):
        edges = [sum(ONLINE_HOURS[:end]) for end in (hour, hour + 1)]
        for row in rows:
            part = {
                name: figure * edges[1] // sum(ONLINE_HOURS)
                - figure * edges[0] // sum(ONLINE_HOURS)
                for name, figure in row.items()
                if name.endswith(("_user", "_count"))
            }
            if part[counted]:
                split.append({**row, "ref_hour": hour * 100, **part})
    return split


def _head(article: Article, day: int) -> dict[str, Any]:
    return {"ref_date": dashed(day), "msgid": article.msgid}


def _split(figure: int, per_cent: dict[Any, int]) -> dict[Any, int]:
    """Split a figure by per cent; what rounding leaves over goes to the first part."""
    parts = {name: figure * share // 100 for name, share in per_cent.items()}
    first = next(iter(parts))
    return {**parts, first: parts[first] + figure - sum(parts.values())}


def _read_detail(readers: int) -> dict[str, Any]:
    sources = {"全部": readers, **_split(readers, SOURCES)}
    return {
        "read_user": readers,
        "read_user_source": [
            {"user_count": part, "scene_desc": scene} for scene, part in sources.items() if part
        ],
    }


def _parts(articles: list[Article], days: list[int], per_thousand: int, now: int) -> int:
    return sum(
        as_known(article.part_on(day, per_thousand), day, now)
        for article in articles
        for day in days
    )


def _reactions(articles: list[Article], days: list[int], now: int) -> dict[str, int]:
    return {
        "zaikan_user": _parts(articles, days, 12, now),
        "like_user": _parts(articles, days, 20, now),
        "comment_count": _parts(articles, days, 3, now),
        "collection_user": _parts(articles, days, 9, now),
    }


def _counters(article: Article, day: int, until: int) -> dict[str, int]:
    """Return the eight counters of the old set, summed from a day up to and with another."""
    days = range(day, until + 1)
    return _reading(
        sum(article.readers_on(one) for one in days), sum(article.sharers_on(one) for one in days)
    )


def _reading(readers: int, sharers: int) -> dict[str, int]:
    return {
        "int_page_read_user": readers,
        "int_page_read_count": readers * 5 // 4,
        "ori_page_read_user": readers // 50,
        "ori_page_read_count": readers // 40,
        "share_user": sharers,
        "share_count": sharers * 6 // 5,
        "add_to_fav_user": readers // 60,
        "add_to_fav_count": readers // 60,
    }

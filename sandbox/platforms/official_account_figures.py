"""公众号: growth figures and the new article figures (`/datacube/*`), as the platform spells them.

The new figures carry `is_delay`, and their data begins on 2025-11-01. The old ones stand in
`official_account_old_figures.py`.
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

FAMILY: Final = "official_account"
FIRST_DAY = day_number(date(2014, 12, 1))
NEW_SET_FROM = day_number(date(2025, 11, 1))
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
Rows = list[dict[str, Any]]


class OfficialAccountFigures:
    """Answers the official account's part of `/datacube/`."""

    def __init__(self, followers: Followers, articles: Articles) -> None:
        self._followers = followers
        self._articles = articles

    def endpoints(self) -> Endpoints:
        """Return the analysis endpoints with the longest window each of them takes."""
        followers = {
            "getusersummary": (7, self._growth),
            "getusercumulate": (7, self._cumulate),
        }
        articles = {
            "getarticleread": (1, self._read),
            "getarticleshare": (1, self._share),
            "getbizsummary": (30, self._summary),
            "getarticletotaldetail": (1, self._total_detail),
        }
        handlers = {name: partial(listed, *rule) for name, rule in followers.items()}
        handlers |= {name: partial(_delayed_list, *rule) for name, rule in articles.items()}
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

    def _read(self, day: int, now: int) -> Rows:
        return [
            head(article, day) | {"detail": _read_detail(figure)}
            for article in self._articles.read_on(day)
            if (figure := as_known(article.readers_on(day), day, now))
        ]

    def _share(self, day: int, now: int) -> Rows:
        return [
            head(article, day) | {"detail": {"share_user": figure}}
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
            head(article, day)
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


def listed(span: int, rows_of: Callable[[int, int], Rows], call: Call) -> dict[str, Any]:
    """Answer a call for some days, as every statistic does.

    Args:
        span: Most days of one call.
        rows_of: Makes the rows of a day as they stand at an instant.
        call: The call.

    Raises:
        PlatformError: 61500, 61501 or 61503, when the days are not to be had like this.
    """
    begin, end = window(call, parse_dashed, FIRST_DAY)
    if end - begin + 1 > span:
        raise PlatformError(61501)
    require_ready(end, call.now)
    return {"list": [row for day in range(begin, end + 1) for row in rows_of(day, call.now)]}


def _delayed_list(span: int, rows_of: Callable[[int, int], Rows], call: Call) -> dict[str, Any]:
    def known(day: int, now: int) -> Rows:
        return rows_of(day, now) if day >= NEW_SET_FROM else []

    answer = listed(span, known, call)
    end = parse_dashed(call.body["end_date"])
    return {**answer, "is_delay": end is not None and not is_final(end, call.now)}


def head(article: Article, day: int) -> dict[str, Any]:
    """Begin the row of an article."""
    return {"ref_date": dashed(day), "msgid": article.msgid}


def split(figure: int, per_cent: dict[Any, int]) -> dict[Any, int]:
    """Split a figure by per cent; what rounding leaves over goes to the first part."""
    parts = {name: figure * share // 100 for name, share in per_cent.items()}
    first = next(iter(parts))
    return {**parts, first: parts[first] + figure - sum(parts.values())}


def _read_detail(readers: int) -> dict[str, Any]:
    sources = {"全部": readers, **split(readers, SOURCES)}
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

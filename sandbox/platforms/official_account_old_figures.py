"""公众号: the old article figures, flagged as unmaintained but still answering.

They count readers and reads, by source and by hour; small figures are left out. The new ones stand
in `official_account_figures.py`.
"""

from __future__ import annotations

from functools import partial

from sandbox.platforms.articles import Article, Articles
from sandbox.platforms.calendar import dashed
from sandbox.platforms.datacube import last_ready_day
from sandbox.platforms.endpoint import Endpoint, Endpoints
from sandbox.platforms.followers import Followers
from sandbox.platforms.official_account_figures import FAMILY, SOURCES, Rows, head, listed, split
from sandbox.world.calendar import ONLINE_HOURS

OLD_SET_DAYS = 7
FEWEST = 3
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


class OldArticleFigures:
    """Answers the old article statistics of `/datacube/`."""

    def __init__(self, followers: Followers, articles: Articles) -> None:
        self._followers = followers
        self._articles = articles

    def endpoints(self) -> Endpoints:
        """Return the statistics with the longest window each of them takes."""
        rules = {
            "getarticlesummary": (1, self._summary),
            "getarticletotal": (1, self._total),
            "getuserread": (3, self._read),
            "getuserreadhour": (1, self._read_hours),
            "getusershare": (7, self._share),
            "getusersharehour": (1, self._share_hours),
        }
        return {
            f"/datacube/{name}": Endpoint(partial(listed, *rule), "POST", FAMILY)
            for name, rule in rules.items()
        }

    def _summary(self, day: int, _now: int) -> Rows:
        return [
            head(article, day) | {"title": article.title} | _counters(article, day, day)
            for article in self._articles.published_on(day)
            if article.readers_on(day) >= FEWEST
        ]

    def _total(self, day: int, now: int) -> Rows:
        last = min(day + OLD_SET_DAYS - 1, last_ready_day(now))
        target = self._followers.cumulate(day)
        return [
            {
                **head(article, day),
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

    def _read(self, day: int, _now: int) -> Rows:
        read = self._articles.read_on(day)
        if not read:
            return []
        readers = [article.readers_on(day) for article in read]
        by_source = dict.fromkeys(OLD_SOURCES, 0)
        for figure in readers:
            parts = split(figure, SOURCES)
            for code, name in OLD_SOURCES.items():
                by_source[code] += parts[name]
        sources = {ALL_SOURCES: sum(readers), **by_source}
        return [
            {"ref_date": dashed(day), "user_source": source, **_reading(figure, 0)}
            for source, figure in sources.items()
        ]

    def _share(self, day: int, _now: int) -> Rows:
        sharers = sum(article.sharers_on(day) for article in self._articles.read_on(day))
        return [
            {"ref_date": dashed(day), "share_scene": scene, "share_count": part, "share_user": part}
            for scene, part in split(sharers, SHARE_SCENES).items()
            if part
        ]

    def _read_hours(self, day: int, now: int) -> Rows:
        return _by_hour(self._read(day, now), "int_page_read_user")

    def _share_hours(self, day: int, now: int) -> Rows:
        return _by_hour(self._share(day, now), "share_user")


def _by_source(counters: dict[str, int]) -> dict[str, int]:
    """Spread reads and shares over where they came from, as the old totals tell them."""
    spread: dict[str, int] = {}
    for counted in ("read_user", "read_count"):
        parts = split(counters[f"int_page_{counted}"], SOURCES)
        spread |= {f"int_page_from_{name}_{counted}": parts[s] for name, s in READ_FROM.items()}
    for counted, spelled in (("share_user", "user"), ("share_count", "cnt")):
        parts = split(counters[counted], SHARED_FROM)
        spread |= {f"feed_share_from_{name}_{spelled}": part for name, part in parts.items()}
    return spread


def _by_hour(rows: Rows, counted: str) -> Rows:
    """Spread the rows of a day over its hours, so that the hours sum up to the day."""
    hours: Rows = []
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
                hours.append({**row, "ref_hour": hour * 100, **part})
    return hours


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

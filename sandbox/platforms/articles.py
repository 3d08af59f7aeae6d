"""The articles the brand publishes and how often they are read, from seed and followers.

Articles appear twice in every seven days of the world. An article reaches a share of those who
followed at the end of its day; half of its readers come on that day, half of the rest on the next,
and so on for 30 days. Each reader is counted once, so a running total is the sum of its days.
How the figures are asked for and spelled is in `official_account_figures.py`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from sandbox.platforms.calendar import DAY, day_of, start_of
from sandbox.platforms.followers import ARTICLE_LINK, Followers
from sandbox.world import World

TRACKED_DAYS = 30
PUBLISHING_DAYS = (1, 4)
FINAL_AFTER = 2 * DAY + 12 * 3_600
EARLY_PER_CENT = 97
TITLES = (
    "会员日攻略:这样搭配更划算",
    "换季护理,新手爸妈最常问的八件事",
    "本周上新,一次看完",
    "门店活动:周末带宝宝来玩",
    "辅食怎么加?一张时间表讲清楚",
    "积分商城更新了",
    "老会员故事:一家三口的第三年",
    "囤货清单,按月龄来",
)


@dataclass(frozen=True, slots=True)
class Article:
    """One article.

    Attributes:
        msgid: The platform's id, `<message>_<place in the message>`.
        day: The Shanghai day it was published.
        title: Its headline.
        notifies: Whether followers were notified (群发) or it was only published.
        readers: How many people read it within its 30 days.
        draw: A repeatable number of 0 to 999 that its other figures vary with.
    """

    msgid: str
    day: int
    title: str
    notifies: bool
    readers: int
    draw: int

    def readers_on(self, day: int) -> int:
        """Return how many people read it on one day."""
        age = day - self.day
        return self._readers_until(age) - self._readers_until(age - 1)

    def sharers_on(self, day: int) -> int:
        """Return how many of the readers of one day shared it: one at least of a few."""
        readers = self.readers_on(day)
        return max(readers * (30 + self.draw % 40) // 1_000, min(1, readers // 3))

    def part_on(self, day: int, per_thousand: int) -> int:
        """Return the readers of one day who did something that this share of readers does."""
        return self.readers_on(day) * (per_thousand + self.draw % 11) // 1_000

    def _readers_until(self, age: int) -> int:
        if age < 0:
            return 0
        if age >= TRACKED_DAYS - 1:
            return self.readers
        return self.readers - (self.readers >> (age + 1))


class Articles:
    """All articles of the account.

    Args:
        world: Gives the seed and the days.
        followers: Says how many people an article can reach.
    """

    def __init__(self, world: World, followers: Followers) -> None:
        self._seed = world.seed
        self._first_day = day_of(int(world.start_ts))
        self._last_day = day_of(int(world.end_ts)) - 1
        self._followers = followers
        self._of_day = lru_cache(maxsize=None)(self._published_on)
        self._read = lru_cache(maxsize=None)(self._read_on)

    def published_on(self, day: int) -> tuple[Article, ...]:
        """Return the articles of one Shanghai day."""
        return self._of_day(day)

    def read_on(self, day: int) -> list[Article]:
        """Return the articles somebody read on one day, newest first."""
        return self._read(day)

    def new_followers_by(self, article: Article, day: int) -> int:
        """Return who followed on a day through an article: the day's total is split over them."""
        read = self.read_on(day)
        came, _ = self._followers.growth(day).get(ARTICLE_LINK, (0, 0))
        if article not in read:
            return 0
        share, rest = divmod(came, len(read))
        return share + (read.index(article) < rest)

    def _read_on(self, day: int) -> list[Article]:
        recent = range(day, day - TRACKED_DAYS, -1)
        return [one for old in recent for one in self.published_on(old) if one.readers_on(day)]

    def _published_on(self, day: int) -> tuple[Article, ...]:
        followers = self._followers.cumulate(day) or 0
        is_covered = self._first_day <= day <= self._last_day
        if not is_covered or (day - self._first_day) % 7 not in PUBLISHING_DAYS or not followers:
            return ()
        count = 1 + self._draw(day, 0) % 3
        return tuple(self._article(day, place, followers) for place in range(1, count + 1))

    def _article(self, day: int, place: int, followers: int) -> Article:
        draw = self._draw(day, place)
        readers = followers * (90 + draw % 60) // (1_000 * place)
        title = TITLES[(draw // 1_000) % len(TITLES)]
        message = 2_247_000_000 + day
        return Article(f"{message}_{place}", day, title, place == 1, readers, draw % 1_000)

    def _draw(self, day: int, place: int) -> int:
        written = f"{self._seed}|article|{day - self._first_day}|{place}".encode()
        return int.from_bytes(hashlib.sha256(written).digest()[:6], "big")


def is_final(day: int, now: int) -> bool:
    """Whether the figures of a day are settled; before that they fall a little short."""
    return now >= start_of(day) + FINAL_AFTER


def as_known(figure: int, day: int, now: int) -> int:
    """Return a day's figure as it stands at an instant."""
    return figure if is_final(day, now) else figure * EARLY_PER_CENT // 100

"""The statistics that official accounts and mini programs share: ``/datacube/*``, declared as data.

A statistic is a line of a table: its address, what tells its rows apart, how many days it answers
at once, how long it is restated. Which statistics an account has is the business of its connector;
when they are asked for is `daily_figures`'.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from connectors.core.daily_figures import DailyFigures
from connectors.core.errors import RetryableError
from connectors.core.keyed import Keyed, keyed_rows
from connectors.core.stream import Record
from connectors.core.wechat_api import Answer, WechatApi
from connectors.core.windows import Period, Unit, start_of

EXPECTED = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=31)}
ROWS = "list"
BESIDE_ROWS = ("ref_date", "is_delay")
"""What an answer says once about all its rows, put into each of them."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One statistic.

    Attributes:
        name: Of its stream.
        api: Last part of its path.
        description: One plain sentence for the UI.
        key: Fields that tell its rows apart; empty when the whole answer is one record.
        unit: What one call asks for: a run of days, a natural week, a calendar month.
        span: Days it answers at once, for unit ``day``.
        look_back: Days that are asked for again, because they are restated.
        since: First day it has figures for, if the platform says so.
        reach: Days that one answer covers, ending with the day asked for.
        names_first_day: Whether a week or month is asked for by its first day alone.
        needs: Field that a sound answer has.
    """

    name: str
    api: str
    description: str
    key: tuple[str, ...] = ()
    unit: Unit = "day"
    span: int = 1
    look_back: int = 2
    since: date = date.min
    reach: int = 1
    names_first_day: bool = False
    needs: str = ROWS


@dataclass(frozen=True)
class Datacube:
    """One account's statistics endpoints.

    Attributes:
        api: The account's transport.
        day_form: How it writes a day, as `strftime` has it.
        prefix: What its paths have in common.
    """

    api: WechatApi
    day_form: str
    prefix: str = "/datacube/"

    def path(self, figure: Figure) -> str:
        """The address of a statistic."""
        return f"{self.prefix}{figure.api}"

    def ask(self, figure: Figure, period: Period) -> Keyed:
        """Fetch one statistic of one period, as records.

        Raises:
            NotReady: The newest day is not computed yet.
            RetryableError: The answer lacks what a sound one has.
        """
        asked = _asked(figure, period)
        days = {
            "begin_date": asked.first.strftime(self.day_form),
            "end_date": asked.last.strftime(self.day_form),
        }
        answer = self.api.post(self.path(figure), days, accept=partial(_accept, figure))
        if not figure.key:
            return Keyed([Record(_whole_key(asked), answer, start_of(asked.first))])
        found = keyed_rows(_rows(answer), figure.key, figure.api)
        return Keyed(found.records, found.rejected, is_final=not answer.get("is_delay"))

    def streams(
        self, figures: Iterable[Figure], source: str, setting: str, configured: bool
    ) -> tuple[DailyFigures, ...]:
        """Make a stream of each statistic.

        Args:
            figures: The statistics.
            source: Name of the source.
            setting: The variable that configures the account.
            configured: Whether it is set.
        """
        return tuple(
            DailyFigures(
                source=source,
                setting=setting,
                configured=configured,
                name=figure.name,
                description=figure.description,
                ask=partial(self.ask, figure),
                unit=figure.unit,
                span=figure.span,
                look_back=figure.look_back,
                apis=(self.path(figure),),
                since=figure.since,
                expected_every=EXPECTED[figure.unit],
            )
            for figure in figures
        )

    def paths(self, figures: Iterable[Figure]) -> tuple[str, ...]:
        """The addresses that the statistics are asked at, each once."""
        return tuple(dict.fromkeys(self.path(figure) for figure in figures))


def _asked(figure: Figure, period: Period) -> Period:
    if figure.names_first_day:
        return Period(period.first, period.first)
    return Period(period.first - timedelta(days=figure.reach - 1), period.last)


def _whole_key(period: Period) -> str:
    first, last = f"{period.first:%Y%m%d}", f"{period.last:%Y%m%d}"
    return first if first == last else f"{first}-{last}"


def _accept(figure: Figure, answer: Answer) -> None:
    is_rows = figure.needs == ROWS
    if figure.needs not in answer or (is_rows and not isinstance(answer[ROWS], list | dict | None)):
        raise RetryableError(f"{figure.api}: an answer without {figure.needs}.")


def _rows(answer: Answer) -> list[Any]:
    beside = {name: answer[name] for name in BESIDE_ROWS if name in answer}
    # One page of the documentation types the list as an object: that is a list of one.
    rows = [answer[ROWS]] if isinstance(answer[ROWS], dict) else answer[ROWS] or []
    return [{**beside, **row} if isinstance(row, dict) else row for row in rows]

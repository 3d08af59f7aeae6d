"""The mini program's statistics endpoints.

They all take a period and differ in name and in which periods they accept. Days are written
without dashes here, unlike in the official account's statistics.
"""

from __future__ import annotations

from connectors.core.errors import RetryableError
from connectors.core.wechat_api import Answer, WechatApi
from connectors.core.windows import Period


class MiniProgramClient:
    """Read-only calls of one account.

    Args:
        api: The account's transport.
    """

    def __init__(self, api: WechatApi) -> None:
        self._api = api

    def figures(self, name: str, period: Period, needs: str) -> Answer:
        """Fetch one statistic of one period; both ends count.

        Args:
            name: Last part of the path after ``getweanalysisappid``.
            period: A day, a Monday to Sunday, or a calendar month, before today.
            needs: Field that a sound answer has.

        Raises:
            NotReady: The period is not computed yet.
        """

        def accept(answer: Answer) -> None:
            if needs not in answer:
                raise RetryableError(f"{name}: an answer without {needs}.")

        path = f"/datacube/getweanalysisappid{name}"
        days = {"begin_date": f"{period.first:%Y%m%d}", "end_date": f"{period.last:%Y%m%d}"}
        return self._api.post(path, days, accept=accept)

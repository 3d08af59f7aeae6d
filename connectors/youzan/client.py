"""Youzan's APIs, one method each; read-only.

Numbered pages come back with the total that the platform names. Trades are asked for with Beijing
times in text, refunds with Unix seconds, customers in the unit that `CustomerList` has found out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from connectors.core.errors import RetryableError
from connectors.core.platform_api import Accept, Answer
from connectors.core.windows import Window
from connectors.youzan.api import YouzanApi, result
from connectors.youzan.values import beijing, rows_of, whole

TRADES = "/api/youzan.trades.sold.get/4.0.4"
REFUNDS = "/api/youzan.trade.refund.search/3.0.1"
REFUND = "/api/youzan.trade.refund.get/3.0.1"
CUSTOMERS = "/api/youzan.scrm.customer.list/1.0.0"
POINTS = "/api/youzan.crm.customer.points.changelog.search/4.0.2"
VOUCHERS = "/api/youzan.ump.voucher.query/3.0.0"
ACTIVITIES = "/api/youzan.ump.coupon.search/3.0.0"
TRADES_PER_PAGE = 100
REFUNDS_PER_PAGE = 100
CUSTOMERS_PER_PAGE = 50
POINTS_PER_PAGE = 50
VOUCHERS_PER_PAGE = 200
ACTIVITIES_PER_PAGE = 50
BY_YZ_OPEN_ID = 5


@dataclass(frozen=True, slots=True)
class NumberedPage:
    """One page of a list: its items, and how many the whole list has, if the platform says so."""

    items: list[Any]
    total: int | None


class YouzanClient:
    """Calls of one shop.

    Args:
        api: The shop's transport.
    """

    def __init__(self, api: YouzanApi) -> None:
        self._api = api

    def trades(self, window: Window, page: int) -> NumberedPage:
        """List trades whose last change lies in a window of up to three months."""
        body = {
            "start_update": beijing(window.start),
            "end_update": beijing(window.end),
            "page_no": page,
            "page_size": TRADES_PER_PAGE,
        }
        return self._page(TRADES, body, "full_order_info_list", "total_results")

    def refunds(self, window: Window, page: int) -> NumberedPage:
        """List refunds whose last change lies in a window."""
        body = {
            "update_time_start": window.start,
            "update_time_end": window.end,
            "page_no": page,
            "page_size": REFUNDS_PER_PAGE,
        }
        return self._page(REFUNDS, body, "refunds", "total")

    def listed_refund(self, refund_id: str) -> dict[str, Any]:
        """Return a refund as the list tells it; empty when the list does not reach so far back."""
        body = {"refund_id": refund_id, "page_no": 1, "page_size": 1}
        rows = self._page(REFUNDS, body, "refunds", "total").items
        return next((row for row in rows if str(row.get("refund_id")) == refund_id), {})

    def refund(self, refund_id: str) -> dict[str, Any]:
        """Fetch a refund with its line and outcome.

        Raises:
            RecordUnavailable: There is no such refund in this shop.
        """
        answer = self._api.post(REFUND, {"refund_id": refund_id}, _has_object(REFUND))
        found: dict[str, Any] = result(answer)
        return found

    def customers(self, page: int, **filters: int) -> NumberedPage:
        """List customers, newest first; `filters` are the platform's."""
        body = {"page_no": page, "page_size": CUSTOMERS_PER_PAGE, **filters}
        return self._page(CUSTOMERS, body, "record_list", "total")

    def points(self, yz_open_id: str, window: Window, page: int) -> NumberedPage:
        """List the changes of a customer's points in a window of up to 31 days, newest first.

        Raises:
            RecordUnavailable: The customer is gone.
        """
        body = {
            "user": {"account_type": BY_YZ_OPEN_ID, "account_id": yz_open_id},
            "page": page,
            "page_size": POINTS_PER_PAGE,
            "begin_time": beijing(window.start),
            "end_time": beijing(window.end),
            "type": 0,
        }
        return self._page(POINTS, body, "items", "total_count")

    def vouchers(self, yz_open_id: str, page: int) -> NumberedPage:
        """List a customer's vouchers of every state.

        Raises:
            RecordUnavailable: The customer is gone.
        """
        body = {
            "yz_open_id": yz_open_id,
            "status": 0,
            "activity_type_group": 1,
            "page_num": page,
            "page_size": VOUCHERS_PER_PAGE,
        }

        def read(answer: Answer) -> tuple[Any, int | None]:
            return result(answer), whole(answer.get("total"))

        return self._read(VOUCHERS, body, read)

    def activities(self, page: int) -> NumberedPage:
        """List coupon activities (优惠券活动)."""
        body = {"page_no": page, "page_size": ACTIVITIES_PER_PAGE}
        return self._page(ACTIVITIES, body, "groups", "total")

    def _page(
        self, path: str, body: Mapping[str, Any], field: str, total_field: str
    ) -> NumberedPage:
        def read(answer: Answer) -> tuple[Any, int | None]:
            data = result(answer)
            if not isinstance(data, dict):
                return None, None
            return data.get(field), _total(data, total_field)

        return self._read(path, body, read)

    def _read(
        self,
        path: str,
        body: Mapping[str, Any],
        read: Callable[[Answer], tuple[Any, int | None]],
    ) -> NumberedPage:
        """Ask, and refuse an answer without its list unless it says that there is nothing."""

        def accept(answer: Answer) -> None:
            items, total = read(answer)
            if not isinstance(items, list) and (items is not None or total != 0):
                raise RetryableError(f"{path}: an answer without its list.")

        items, total = read(self._api.post(path, body, accept))
        return NumberedPage(rows_of(items), total)


def _total(data: Mapping[str, Any], field: str) -> int | None:
    paginator = data.get("paginator")
    beside = paginator.get("total_count") if isinstance(paginator, dict) else None
    return whole(data.get(field, beside))


def _has_object(path: str) -> Accept:
    def accept(answer: Answer) -> None:
        if not isinstance(result(answer), dict) or not result(answer):
            raise RetryableError(f"{path}: an answer without its object.")

    return accept

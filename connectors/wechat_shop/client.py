"""The shop's endpoints for orders and products, one method each.

Lists give ids only; each record is fetched by its id. Ids exceed 2^53 and are handled as text.
Coupons and members are in `programme`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from connectors.core.errors import RetryableError
from connectors.core.pagination import Paginator, named
from connectors.core.wechat_api import Answer, WechatApi
from connectors.core.windows import Window

ORDERS = "/channels/ec/order/list/get"
ORDER = "/channels/ec/order/get"
GIFT_ORDERS = "/channels/ec/order/presentsuborder/get"
AFTERSALES = "/channels/ec/aftersale/getaftersalelist"
AFTERSALE = "/channels/ec/aftersale/getaftersaleorder"
PRODUCTS = "/channels/ec/product/list/get"
PRODUCT = "/channels/ec/product/get"
ORDERS_PER_PAGE = 100
PRODUCTS_PER_PAGE = 30
ONLINE = 1
PATHS = (ORDERS, ORDER, GIFT_ORDERS, AFTERSALES, AFTERSALE, PRODUCTS, PRODUCT)
TimeField = Literal["create_time_range", "update_time_range"]


class ShopClient:
    """Read-only calls of one shop.

    Args:
        api: The account's transport.
    """

    def __init__(self, api: WechatApi) -> None:
        self._api = api

    def order_page(self, by: TimeField, window: Window, pages: Paginator) -> list[str]:
        """List orders created or updated in a window of up to 7 days and move the paginator on.

        Raises:
            WindowTooLarge: The window holds more than the platform lists.
            CursorRejected: The platform does not accept the paginator's key.
        """
        body = {
            by: {"start_time": window.start, "end_time": window.end},
            "page_size": ORDERS_PER_PAGE,
            "next_key": pages.key,
        }
        return self._page(ORDERS, body, "order_id_list", pages)

    def order(self, order_id: str) -> dict[str, Any]:
        """Fetch an order with its lines.

        Raises:
            RecordUnavailable: There is no such order.
        """
        return self._one(ORDER, {"order_id": order_id}, "order")

    def gift_orders(self, gift_id: str) -> list[str]:
        """Name the orders that one gift became, one for each receiver.

        Raises:
            RecordUnavailable: There is no such gift.
        """
        answer = self._api.post(GIFT_ORDERS, {"present_order_id": gift_id})
        return named(answer.get("order_ids"))

    def aftersale_page(self, window: Window, pages: Paginator) -> list[str]:
        """List after-sales updated in a window of up to 24 hours and move the paginator on."""
        body: dict[str, Any] = {
            "begin_update_time": window.start,
            "end_update_time": window.end,
        }
        if pages.key:
            body["next_key"] = pages.key
        return self._page(AFTERSALES, body, "after_sale_order_id_list", pages)

    def aftersale(self, aftersale_id: str) -> dict[str, Any]:
        """Fetch an after-sale.

        Raises:
            RecordUnavailable: There is no such after-sale.
        """
        return self._one(AFTERSALE, {"after_sale_order_id": aftersale_id}, "after_sale_order")

    def product_page(self, pages: Paginator) -> list[str]:
        """List products, drafts and the recycle bin left out, and move the paginator on."""
        body: dict[str, Any] = {"page_size": PRODUCTS_PER_PAGE}
        if pages.key:
            body["next_key"] = pages.key
        return self._page(PRODUCTS, body, "product_ids", pages)

    def product(self, product_id: str) -> dict[str, Any]:
        """Fetch a product as buyers see it.

        Raises:
            RecordUnavailable: There is no such product, or it was never listed.
        """
        return self._one(PRODUCT, {"product_id": product_id, "data_type": ONLINE}, "product")

    def _page(self, path: str, body: dict[str, Any], ids_field: str, pages: Paginator) -> list[str]:
        def accept(answer: Answer) -> None:
            if not isinstance(answer.get(ids_field) or [], list):
                raise RetryableError(f"{path}: an answer whose {ids_field} is no list.")
            pages.check(answer)

        answer = self._api.post(path, body, accept=accept)
        pages.advance(answer)
        return named(answer.get(ids_field))

    def _one(self, path: str, body: dict[str, Any], field: str) -> dict[str, Any]:
        answer = self._api.post(path, body, accept=has_object(path, field))
        found: dict[str, Any] = answer[field]
        return found


def has_object(path: str, field: str) -> Callable[[Answer], None]:
    """Refuse an answer in which a field is no object; asked again, it may be one."""

    def accept(answer: Answer) -> None:
        if not isinstance(answer.get(field), dict):
            raise RetryableError(f"{path}: an answer without {field}.")

    return accept

"""The shop's endpoints for coupons, members (小店会员) and daily figures, one method each.

Whose coupons and points there are is only told member by member; walking the members is
`per_member`'s.
"""

from __future__ import annotations

from typing import Any

from connectors.core.wechat_api import WechatApi
from connectors.wechat_shop.client import has_object
from connectors.wechat_shop.pages import CouponPages, NumberedPages, every_row

COUPONS = "/channels/ec/coupon/get_list"
COUPON = "/channels/ec/coupon/get"
MEMBER_COUPONS = "/channels/ec/coupon/get_user_coupon_list"
MEMBER_COUPON = "/channels/ec/coupon/get_user_coupon"
MEMBERS = "/channels/ec/vip/user/list/get"
SCORE = "/channels/ec/vip/user/score/get"
SCORE_FLOW = "/channels/ec/vip/user/score/flowrecord/get"
SHOP_FIGURES = "/channels/ec/compass/shop/overall/get"
PATHS = (
    *(COUPONS, COUPON, MEMBER_COUPONS, MEMBER_COUPON),
    *(MEMBERS, SCORE, SCORE_FLOW, SHOP_FIGURES),
)


class ProgrammeClient:
    """Read-only calls of one shop.

    Args:
        api: The account's transport.
    """

    def __init__(self, api: WechatApi) -> None:
        self._api = api

    def coupon_page(self, pages: CouponPages) -> list[str]:
        """List coupons of one status and move the paginator on."""
        rows = self._numbered(COUPONS, {"status": pages.status}, "page", pages)
        return [str(row["coupon_id"]) for row in rows if _names(row, "coupon_id")]

    def coupon(self, coupon_id: str) -> dict[str, Any]:
        """Fetch a coupon: what it takes off, when, and how many are out.

        Raises:
            RecordUnavailable: There is no such coupon.
        """
        answer = self._api.post(
            COUPON, {"coupon_id": coupon_id}, accept=has_object(COUPON, "coupon")
        )
        found: dict[str, Any] = answer["coupon"]
        return found

    def member_coupons(self, openid: str) -> list[str]:
        """List the coupons that a member holds or held, whatever became of them.

        Raises:
            RecordUnavailable: The openid is not one of this shop's.
        """
        rows = every_row(
            lambda pages: self._numbered(MEMBER_COUPONS, {"openid": openid}, "page", pages),
            NumberedPages(MEMBER_COUPONS, "user_coupon_list"),
        )
        return [str(row["user_coupon_id"]) for row in rows if _names(row, "user_coupon_id")]

    def member_coupon(self, openid: str, user_coupon_id: str) -> dict[str, Any]:
        """Fetch one coupon of a member, with its owner beside it.

        Raises:
            RecordUnavailable: There is no such coupon.
        """
        body = {"openid": openid, "user_coupon_id": user_coupon_id}
        accept = has_object(MEMBER_COUPON, "user_coupon")
        answer = self._api.post(MEMBER_COUPON, body, accept=accept)
        owner = {name: answer[name] for name in ("openid", "unionid") if name in answer}
        return {"openid": openid, **owner, "user_coupon": answer["user_coupon"]}

    def member_page(self, pages: NumberedPages) -> list[Any]:
        """List members and move the paginator on."""
        return self._numbered(MEMBERS, {}, "page_num", pages)

    def score(self, openid: str) -> dict[str, Any]:
        """Fetch how many points a member has.

        Raises:
            RecordUnavailable: The openid is no member (any more).
        """
        answer = self._api.post(SCORE, {"openid": openid}, accept=has_object(SCORE, "info"))
        return {"openid": openid, **answer["info"]}

    def score_flow(self, openid: str) -> list[Any]:
        """Fetch all rows of a member's points, in the platform's order.

        Raises:
            RecordUnavailable: The openid is no member (any more).
        """
        return every_row(
            lambda pages: self._numbered(SCORE_FLOW, {"openid": openid}, "page_num", pages),
            NumberedPages(SCORE_FLOW, "list"),
        )

    def shop_figures(self, day: str) -> dict[str, Any]:
        """Fetch the shop's figures of one day, written ``yyyymmdd``; empty when not computed."""
        answer = self._api.post(SHOP_FIGURES, {"ds": day}, accept=has_object(SHOP_FIGURES, "data"))
        found: dict[str, Any] = answer["data"]
        return found

    def _numbered(
        self, path: str, body: dict[str, Any], number: str, pages: NumberedPages
    ) -> list[Any]:
        body = {**body, number: pages.number, "page_size": pages.size}
        if number == "page":
            body["page_ctx"] = pages.context
        answer = self._api.post(path, body, accept=pages.check)
        pages.advance(answer)
        return pages.rows(answer)


def _names(row: Any, field: str) -> bool:
    return isinstance(row, dict) and row.get(field) not in (None, "")

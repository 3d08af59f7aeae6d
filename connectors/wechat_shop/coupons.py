"""Records of coupons, and of what became of each member's coupons.

A member's coupon is one record a state: key ``<user_coupon_id>|<status>``. Valid ones are fetched
at every pull; used and expired ones once, and again on one day of the week, because a coupon comes
back when its order is cancelled and may be used once more.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from zlib import crc32

from connectors.core.errors import RecordUnavailable
from connectors.core.stream import PullContext, Record, Rejected
from connectors.core.windows import business_day, from_epoch
from connectors.wechat_shop.per_member import Fetch, Found
from connectors.wechat_shop.programme import ProgrammeClient

VALID, EXPIRED, USED = 100, 101, 102
STATUSES = (VALID, EXPIRED, USED)
DAYS_A_ROUND = 7


class MemberCoupons:
    """Fetches the coupons of one member after the other.

    Args:
        client: The shop's endpoints.
    """

    def __init__(self, client: ProgrammeClient) -> None:
        self._client = client

    def open(self, context: PullContext) -> Fetch:
        """Prepare one pull: note which states landed before."""
        known = set(context.known_keys())
        return partial(self._of, self._is_settled(known, business_day(context.now())))

    @staticmethod
    def _is_settled(known: set[str], today: date) -> Callable[[str, int], bool]:
        def is_settled(coupon: str, status: int) -> bool:
            has_turn = (crc32(coupon.encode()) + today.toordinal()) % DAYS_A_ROUND == 0
            return status != VALID and not has_turn and f"{coupon}|{status}" in known

        return is_settled

    def _of(self, is_settled: Callable[[str, int], bool], openid: str) -> Found:
        coupons: dict[str, None] = {}
        for status in STATUSES:
            try:
                listed = self._client.member_coupons(openid, status)
            except RecordUnavailable:
                return []  # no member any more, since the members were listed
            coupons |= dict.fromkeys(one for one in listed if not is_settled(one, status))
        return [self._coupon(openid, coupon) for coupon in coupons]

    def _coupon(self, openid: str, coupon: str) -> Record | Rejected:
        try:
            payload = self._client.member_coupon(openid, coupon)
        except RecordUnavailable as error:
            return Rejected(
                place=f"coupon {coupon} of member {openid}",
                reason=str(error),
                next_step="Look the coupon up in the shop's console; the next pull asks again.",
                payload={"openid": openid, "user_coupon_id": coupon},
            )
        state: dict[str, Any] = payload["user_coupon"]
        changed_at = from_epoch(state.get("update_time"))
        return Record(f"{coupon}|{state.get('status')}", payload, changed_at)

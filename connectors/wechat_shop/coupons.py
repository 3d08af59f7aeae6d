"""Records of coupons, and of what became of each member's coupons.

A member's coupon is one record a state: key ``<user_coupon_id>|<status>``. A coupon is fetched at
every pull until it has landed as used or expired, and from then on once a week: it comes back when
its order is cancelled, and may be used once more.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from zlib import crc32

from connectors.core.errors import RecordUnavailable
from connectors.core.stream import PullContext, Record, Rejected
from connectors.core.windows import business_day, from_epoch
from connectors.wechat_shop.per_member import Fetch, Found
from connectors.wechat_shop.programme import ProgrammeClient

EXPIRED, USED = 101, 102
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
        endings = (f"|{EXPIRED}", f"|{USED}")
        settled = {key.rpartition("|")[0] for key in context.known_keys() if key.endswith(endings)}
        today = business_day(context.now()).toordinal()

        def is_due(coupon: str) -> bool:
            has_turn = (crc32(coupon.encode()) + today) % DAYS_A_ROUND == 0
            return has_turn or coupon not in settled

        return partial(self._of, is_due)

    def _of(self, is_due: Callable[[str], bool], openid: str) -> Found:
        try:
            listed = self._client.member_coupons(openid)
        except RecordUnavailable:
            return []  # no member any more, since the members were listed
        return [self._coupon(openid, one) for one in dict.fromkeys(listed) if is_due(one)]

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

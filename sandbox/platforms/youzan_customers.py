"""Youzan's customers: the list that ends at ten thousand, points per customer, vouchers."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from sandbox.accounts import YOUZAN
from sandbox.platforms.columns import Ints, ints
from sandbox.platforms.youzan_errors import YouzanError
from sandbox.platforms.youzan_gateway import YouzanCall, YouzanEndpoint, YouzanEndpoints
from sandbox.platforms.youzan_params import number_range, page, text, text_range, whole
from sandbox.platforms.youzan_trade_document import mobile_of
from sandbox.world import World
from sandbox.world.youzan_programme import NEW_MEMBER, POINT_REASONS, VOUCHER_TEMPLATES

Unit = Literal["seconds", "milliseconds"]
DAY = 86_400
PER_PAGE, MOST_PAGES, MOST_ROWS = 50, 500, 10_000
BEYOND, UNKNOWN, BAD = 142710032, 141502108, 141500101
BY_YZ_OPEN_ID = 5
POINTS_WINDOW, POINTS_BACK, POINTS_LIVE = 31 * DAY, 366 * DAY, 365 * DAY
VALID, USED, OVER, VOID = 1, 2, 3, 4
FIRST_ACTIVITY = 880_001


class YouzanCustomers:
    """Answers the customer list, the points and the vouchers.

    Args:
        world: The world.
        unit: What the list's time filters are read in; the platform's texts contradict each other.
        most_rows: Rows the list gives before it refuses.
    """

    def __init__(self, world: World, unit: Unit = "seconds", most_rows: int = MOST_ROWS) -> None:
        self._world = world
        self._per_second = 1 if unit == "seconds" else 1_000
        self._most_rows = most_rows
        customers = world.youzan_customers
        self._row_of = np.full(world.size, -1)
        self._row_of[customers.person] = np.arange(len(customers))
        self._points = _by_customer(ints(world.youzan_points.customer))
        self._vouchers = _by_customer(ints(world.youzan_vouchers.customer))
        paid = np.flatnonzero(
            (world.youzan_trades.paid_at >= 0) & (world.youzan_trades.customer >= 0)
        )
        order, owner = _by_customer(ints(world.youzan_trades.customer)[paid])
        self._paid = (paid[order], owner)

    def endpoints(self) -> YouzanEndpoints:
        """Return the endpoints of customers."""
        return {
            "youzan.scrm.customer.list/1.0.0": YouzanEndpoint(self._list),
            "youzan.crm.customer.points.get/1.0.0": YouzanEndpoint(self._balance),
            "youzan.crm.customer.points.changelog.search/4.0.2": YouzanEndpoint(self._changes),
            "youzan.ump.voucher.query/3.0.0": YouzanEndpoint(
                self._voucher_page, beside=("total", "page_num", "page_size")
            ),
            "youzan.ump.coupon.search/3.0.0": YouzanEndpoint(self._activities, is_old=True),
        }

    def _list(self, call: YouzanCall) -> dict[str, Any]:
        number, size = page(call.body, "page_no", "page_size", PER_PAGE)
        if number > MOST_PAGES or number * size > self._most_rows:
            raise YouzanError(
                BEYOND,
                "客户数据超过最大查询条数",
                {"total": 0, "page_no": number, "record_list": []},
            )
        customers = self._world.youzan_customers
        keep = ints(customers.created_at) <= call.now
        joined = ints(customers.member_at)
        is_member = (joined >= 0) & (joined <= call.now)
        for begin, end, at in (
            ("created_at_start", "created_at_end", ints(customers.created_at)),
            ("created_member_at_start", "created_member_at_end", joined),
        ):
            if asked := number_range(call.body, begin, end, self._per_second):
                keep &= (at >= asked[0]) & (at <= asked[1])
        if (wanted := call.body.get("is_member")) is not None:
            keep &= is_member == bool(whole(wanted))
        rows = np.flatnonzero(keep)[::-1]
        shown = rows[(number - 1) * size : number * size].tolist()
        return {
            "total": len(rows),
            "page_no": number,
            "page_size": size,
            "record_list": [self._customer(row, bool(is_member[row]), call.now) for row in shown],
        }

    def _customer(self, row: int, is_member: bool, now: int) -> dict[str, Any]:
        customers = self._world.youzan_customers
        person = customers.person[row : row + 1]
        mobile = mobile_of(self._world, row, now)
        return {
            "yz_open_id": self._world.yz_open_id(person)[0],
            "name": self._world.name(person)[0] if customers.name_given[row] else "",
            "show_name": self._world.nickname(person)[0],
            "mobile": mobile,
            "gender": int(self._world.people.gender[person[0]]),
            "is_member": int(is_member),
            "trade_count": self._trade_count(row, now),
            "points": self._current_points(row, now),
            "created_at": int(customers.created_at[row]),
            "created_member_at": int(customers.member_at[row]) if is_member else 0,
            "is_mobile_auth": int(bool(mobile)),
        }

    def _trade_count(self, row: int, now: int) -> int:
        rows = _of(self._paid, row)
        return int(np.count_nonzero(ints(self._world.youzan_trades.paid_at)[rows] <= now))

    def _booked(self, row: int, now: int) -> Ints:
        rows = _of(self._points, row)
        return rows[ints(self._world.youzan_points.at)[rows] <= now]

    def _current_points(self, row: int, now: int) -> int:
        rows = self._booked(row, now)
        return int(self._world.youzan_points.balance[rows[-1]]) if len(rows) else 0

    def _asked_customer(self, call: YouzanCall) -> int:
        user = call.body.get("user")
        if not isinstance(user, dict) or whole(user.get("account_type")) != BY_YZ_OPEN_ID:
            raise YouzanError(BAD, "参数错误")
        return self._found(text(user.get("account_id")), call.now)

    def _found(self, yz_open_id: str, now: int) -> int:
        person = int(self._world.decode_yz_open_id([yz_open_id])[0])
        row = int(self._row_of[person]) if person >= 0 else -1
        if row < 0 or self._world.youzan_customers.created_at[row] > now:
            raise YouzanError(UNKNOWN, "客户不存在")
        return row

    def _balance(self, call: YouzanCall) -> dict[str, Any]:
        return {"point": self._current_points(self._asked_customer(call), call.now)}

    def _changes(self, call: YouzanCall) -> dict[str, Any]:
        row = self._asked_customer(call)
        number, size = page(call.body, "page", "page_size", PER_PAGE)
        asked = text_range(call.body, "begin_time", "end_time", POINTS_WINDOW)
        begin, end = asked or (call.now - 7 * DAY, call.now)
        if begin < call.now - POINTS_BACK:
            raise YouzanError(BAD, "仅支持查询12个月内的积分日志", {"paginator": {}, "items": []})
        points, rows = self._world.youzan_points, self._booked(row, call.now)
        at = ints(points.at)[rows]
        rows = rows[(at >= begin) & (at <= end)][::-1]
        shown = rows[(number - 1) * size : number * size].tolist()
        return {
            "paginator": {"page": number, "page_size": size, "total_count": len(rows)},
            "items": [
                {
                    "created_at": int(points.at[one]),
                    "expired_at": int(points.at[one]) + POINTS_LIVE,
                    "current": int(points.balance[one]),
                    "amount": int(points.delta[one]),
                    "description": POINT_REASONS[int(points.reason[one])],
                }
                for one in shown
            ],
        }

    def _voucher_page(self, call: YouzanCall) -> dict[str, Any]:
        row = self._found(text(call.body.get("yz_open_id", "")), call.now)
        number, size = page(call.body, "page_num", "page_size", 200)
        rows = _of(self._vouchers, row)
        rows = rows[ints(self._world.youzan_vouchers.received_at)[rows] <= call.now][::-1]
        shown = rows[(number - 1) * size : number * size].tolist()
        told = [self._voucher(one, call.now) for one in shown]
        return {"data": told, "total": len(rows), "page_num": number, "page_size": size}

    def _voucher(self, row: int, now: int) -> dict[str, Any]:
        vouchers, trade = self._world.youzan_vouchers, int(self._world.youzan_vouchers.order[row])
        used_at, until = int(vouchers.used_at[row]), int(vouchers.valid_until[row])
        used = 0 <= used_at <= now
        person = vouchers.person[row : row + 1]
        tids = self._world.youzan_tid(np.array([trade])) if used else []
        return {
            "kdt_id": int(YOUZAN.kdt_id),
            "activity_id": FIRST_ACTIVITY + int(vouchers.template[row]),
            "send_source": "membercard" if vouchers.template[row] == NEW_MEMBER else "order",
            "send_at": int(vouchers.received_at[row]) * 1_000,
            "valid_start_time": int(vouchers.received_at[row]) * 1_000,
            "valid_end_time": until * 1_000,
            "verified_at": used_at * 1_000 if used else 0,
            "status": USED if used else OVER if until < now else VALID,
            "value": int(vouchers.value_fen[row]),
            "order_preferential_value": int(vouchers.value_fen[row]) if used else 0,
            "verified_in_order_nos": tids,
            "preferential_mode": 1,
            "verify_code": f"{int(vouchers.voucher_no[row]) * 7 % 10**12:012d}",
            "voucher_identity": {"coupon_id": int(vouchers.voucher_no[row]), "coupon_type": 0},
            "user_identity": {
                "yz_open_id": self._world.yz_open_id(person)[0],
                "mobile": mobile_of(self._world, int(vouchers.customer[row]), now),
            },
        }

    def _activities(self, call: YouzanCall) -> dict[str, Any]:
        number, size = page(call.body, "page_no", "page_size", PER_PAGE)
        vouchers = self._world.youzan_vouchers
        groups = []
        for template, (title, value, threshold, _) in enumerate(VOUCHER_TEMPLATES):
            mine = vouchers.template == template
            taken = mine & (vouchers.received_at <= call.now)
            used = mine & (vouchers.used_at >= 0) & (vouchers.used_at <= call.now)
            groups.append(
                {
                    "id": FIRST_ACTIVITY + template,
                    "title": title,
                    "group_type": 7,
                    "preferential_type": 1,
                    "denominations": value,
                    "condition": threshold,
                    "total_qty": 1_000_000,
                    "total_take": int(taken.sum()),
                    "total_fans_taked": len(np.unique(vouchers.customer[taken])),
                    "total_used": int(used.sum()),
                    "created_at": int(self._world.start_ts) * 1_000,
                    "is_invalid": False,
                    "range_type": "all",
                }
            )
        return {"groups": groups[(number - 1) * size : number * size], "total": len(groups)}


def _by_customer(customer: Ints) -> tuple[Ints, Ints]:
    """Return the rows ordered by customer, and the customer of each."""
    order: Ints = np.argsort(customer, kind="stable")
    return order, customer[order]


def _of(grouped: tuple[Ints, Ints], customer: int) -> Ints:
    order, owner = grouped
    first, last = np.searchsorted(owner, [customer, customer + 1])
    return order[first:last]

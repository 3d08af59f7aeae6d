"""The two exports of the Youzan shop: its customers and its orders, odd as Youzan writes them.

Customers come ragged, with a nameless last column and masked phones; orders have all goods in one
cell, a label that stands twice, and `——` for nothing. Both tell of the same customers and trades as
the platform's API does.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sandbox.accounts import YOUZAN
from sandbox.exports import spelling
from sandbox.platforms.columns import Flags, Ints, ints, pick
from sandbox.world import World
from sandbox.world.places import CITIES, PROVINCES
from sandbox.world.views import happened, rows_until
from sandbox.world.vocabulary import REFUNDED

CUSTOMER_LABELS = [
    "客户姓名", "客户昵称", "客户手机号", "客户生日", "客户性别", "标签", "是否会员", "成长值",
    "免费等级", "付费等级", "权益卡", "客户积分", "客户储值余额", "消费次数", "消费金额",
    "累计退款金额", "累计退款订单数", "笔单价", "上次消费时间", "分销员", "导购员", "企微好友",
    "来源渠道", "来源方式", "成为客户时间", "成为会员时间", "成为会员店铺", "公众号",
    "公众号关注时间", "最近浏览时间", "微信地域", "所属区域", "指定时间消费次数",
    "指定时间消费金额",
]  # fmt: skip
CUSTOMER_CELLS = 33
"""Cells in a row of customers: fewer than there are labels."""

ORDER_LABELS = [
    "订单号", "销售渠道", "归属店铺", "订单类型", "订单状态", "推广方式", "订单来源",
    "订单创建时间", "买家付款时间", "交易成功时间", "付款方式", "支付流水号", "商品金额合计",
    "运费", "店铺优惠合计", "应收订单金额", "订单实付金额", "支付优惠合计", "订单实收金额",
    "订单抵用积分数", "店铺优惠方式", "支付优惠方式", "全部商品名称", "商品种类数",
    "订单配送方式", "同城送达时间/提货时间", "收货人省份", "收货人城市", "收货人地区",
    "详细收货地址/提货地址", "收货人/提货人", "收货人手机号/提货人手机号", "买家备注",
    "订单星级", "买家昵称", "买家是否会员", "买家手机号", "下单网点", "收银员", "分销员",
    "销售导购", "专属导购", "订单退款状态", "订单已退款金额", "商家订单备注", "桌号",
    "挂账主体", "挂账手机号", "团长订单", "订单风险标签", "分销员", "分销员手机号",
    "分销员所属店铺", "分销员所属团队", "分销员所属分组", "分销员等级", "订单佣金类型",
    "订单佣金金额", "订单下级卖货提成类型", "订单下级卖货提成金额",
]  # fmt: skip
NOTHING = "——"
MASKED = 300_000
"""Draws below show a phone with its first three and last two digits only."""

_GENDERS = ("其他", "男", "女")
_STATES = ("待付款", "待发货", "已发货", "交易完成", "交易关闭")
_UNPAID, _TO_SHIP, _SHIPPED, _DONE, _CLOSED = range(5)


class YouzanLists:
    """Rows of both exports as of the clock.

    Args:
        world: Whose shop it is.
        now: The clock.
    """

    def __init__(self, world: World, now: int) -> None:
        self._world = world
        self._now = now
        self.customers: Ints = np.arange(rows_until(world.youzan_customers.created_at, now))
        self.trades: Ints = np.arange(rows_until(world.youzan_trades.created_at, now))
        refunds = world.youzan_refunds
        granted = (refunds.outcome == REFUNDED) & happened(refunds.completed_at, now)
        size = len(world.youzan_trades)
        back = np.bincount(refunds.order[granted], refunds.amount_fen[granted], size)
        self._refunded: Ints = back.astype(np.int64)
        self._paid: Flags = happened(world.youzan_trades.paid_at, now)

    def customer_columns(self) -> list[list[str]]:
        """Return what stands under the first `CUSTOMER_CELLS` labels, column by column."""
        rows, table = self.customers, self._world.youzan_customers
        person = ints(table.person[rows])
        count, spent, back, returned, last = self._purchases(len(table))
        member = ints(table.member_at[rows])
        joined = happened(member, self._now)
        told: dict[str, list[str]] = {
            "客户姓名": _where(table.name_given[rows], self._world.name(person)),
            "客户昵称": self._world.nickname(person),
            "客户手机号": self._phones(rows, 61),
            "客户性别": spelling.chosen(_GENDERS, ints(self._world.people.gender[person])),
            "标签": [" "] * len(rows),
            "是否会员": ["是" if one else "否" for one in joined.tolist()],
            "成长值": ["0"] * len(rows),
            "免费等级": _where(joined, ["VIP1"] * len(rows)),
            "客户积分": spelling.plain(self._points(len(table))[rows]),
            "客户储值余额": ["0.00"] * len(rows),
            "消费次数": spelling.plain(count[rows]),
            "消费金额": spelling.yuan(spent[rows]),
            "累计退款金额": spelling.yuan(back[rows]),
            "累计退款订单数": spelling.plain(returned[rows]),
            "笔单价": spelling.yuan(spent[rows] // np.maximum(count[rows], 1)),
            "上次消费时间": spelling.moments(last[rows]),
            "企微好友": ["否"] * len(rows),
            "来源渠道": ["微信小程序"] * len(rows),
            "来源方式": ["登录创建客户"] * len(rows),
            "成为客户时间": spelling.moments(ints(table.created_at[rows])),
            "成为会员时间": spelling.moments(np.where(joined, member, -1)),
            "成为会员店铺": _where(joined, [YOUZAN.title] * len(rows)),
            "指定时间消费次数": spelling.plain(count[rows]),
        }
        empty = [""] * len(rows)
        return [told.get(label, empty) for label in CUSTOMER_LABELS[:CUSTOMER_CELLS]]

    def order_columns(self, labels: list[str]) -> list[list[str]]:
        """Return what stands under each of these labels, column by column."""
        told = self._order_texts()
        empty = [NOTHING] * len(self.trades)
        return [told[label]() if label in told else empty for label in labels]

    def _order_texts(self) -> dict[str, Callable[[], list[str]]]:
        rows, table = self.trades, self._world.youzan_trades
        paid = self._paid[rows]

        def money(fen: Ints) -> Callable[[], list[str]]:
            return lambda: spelling.yuan(ints(fen))

        def moments(name: str) -> Callable[[], list[str]]:
            at = ints(table[name][rows])
            return lambda: _or_nothing(spelling.moments(np.where(at <= self._now, at, -1)))

        got = np.where(paid, table.order_fen[rows], 0)
        off = ints(table.discount_fen[rows]) + ints(table.coupon_fen[rows])
        return {
            "订单号": lambda: self._world.youzan_tid(rows),
            "销售渠道": lambda: ["网店"] * len(rows),
            "归属店铺": lambda: [YOUZAN.title] * len(rows),
            "店铺": lambda: [YOUZAN.title] * len(rows),
            "订单类型": lambda: ["普通订单"] * len(rows),
            "订单状态": self._states,
            "订单来源": lambda: ["微信小程序"] * len(rows),
            "订单创建时间": moments("created_at"),
            "买家付款时间": moments("paid_at"),
            "交易成功时间": moments("completed_at"),
            "付款方式": lambda: _or_nothing(_where(paid, ["微信支付"] * len(rows))),
            "支付流水号": lambda: _or_nothing(
                _where(paid, [f"{tid[1:]}00" for tid in self._world.youzan_tid(rows)])
            ),
            "商品金额合计": money(ints(table.product_fen[rows])),
            "运费": money(ints(table.freight_fen[rows])),
            "店铺优惠合计": money(off),
            "应收订单金额": money(ints(table.order_fen[rows])),
            "订单实付金额": money(got),
            "支付优惠合计": money(np.zeros(len(rows), dtype=np.int64)),
            "订单实收金额": money(got),
            "订单抵用积分数": lambda: ["0"] * len(rows),
            "全部商品名称": self._goods,
            "商品种类数": lambda: spelling.plain(self._line_counts()),
            "订单配送方式": lambda: ["快递发货"] * len(rows),
            "收货人省份": lambda: spelling.chosen(PROVINCES, ints(table.province_id[rows])),
            "收货人城市": lambda: spelling.chosen(CITIES, ints(table.city_id[rows])),
            "收货人/提货人": lambda: self._buyers(self._world.name),
            "买家昵称": lambda: self._buyers(self._world.nickname),
            "买家是否会员": lambda: ["是" if one >= 0 else "否" for one in table.customer[rows]],
            "买家手机号": lambda: _or_nothing(self._phones(ints(table.customer[rows]), 67)),
            "订单退款状态": lambda: _or_nothing(
                _where(self._refunded[rows] > 0, ["退款成功"] * len(rows))
            ),
            "订单已退款金额": money(self._refunded[rows]),
            "团长订单": lambda: ["否"] * len(rows),
        }

    def _purchases(self, size: int) -> tuple[Ints, Ints, Ints, Ints, Ints]:
        """Return by customer: paid trades, what they brought, what came back, in how many, last."""
        table = self._world.youzan_trades
        mine = np.flatnonzero(self._paid & (table.customer >= 0))
        owner = table.customer[mine]
        last = np.full(size, -1)
        np.maximum.at(last, owner, table.paid_at[mine])

        def summed(values: Ints) -> Ints:
            return np.bincount(owner, values[mine], size).astype(np.int64)

        one = np.ones(len(table), dtype=np.int64)
        returned = (self._refunded > 0).astype(np.int64)
        return (
            summed(one), summed(ints(table.order_fen)), summed(self._refunded), summed(returned),
            last,
        )  # fmt: skip

    def _points(self, size: int) -> Ints:
        ledger = self._world.youzan_points
        rows = np.arange(rows_until(ledger.at, self._now))
        return np.bincount(ledger.customer[rows], ledger.delta[rows], size).astype(np.int64)

    def _phones(self, customers: Ints, salt: int) -> list[str]:
        table = self._world.youzan_customers
        changed = happened(table.mobile_2_at, self._now)
        mobile = ints(np.where(changed, table.mobile_2, table.mobile))
        number = np.where(customers >= 0, mobile[customers], -1)
        hidden = (pick(customers.clip(0), salt) < MASKED).tolist()
        return [
            f"{phone[:3]}******{phone[-2:]}" if mask and phone else phone
            for phone, mask in zip(spelling.present(number), hidden, strict=True)
        ]

    def _buyers(self, spell: Callable[[Ints], list[str]]) -> list[str]:
        buyer = ints(self._world.youzan_trades.buyer[self.trades])
        named = spell(buyer.clip(0))
        return [name if one >= 0 else NOTHING for name, one in zip(named, buyer, strict=True)]

    def _states(self) -> list[str]:
        table, now = self._world.youzan_trades, self._now

        def passed(name: str) -> Flags:
            return happened(table[name], now)[self.trades]

        state = np.select(
            [
                passed("cancelled_at") | passed("refunded_at"),
                passed("completed_at"),
                passed("shipped_at"),
                passed("paid_at"),
            ],
            [_CLOSED, _DONE, _SHIPPED, _TO_SHIP],
            _UNPAID,
        )
        return spelling.chosen(_STATES, state)

    def _goods(self) -> list[str]:
        lines, products = self._world.youzan_lines, self._world.products
        joined: list[list[str]] = [[] for _ in range(len(self._world.youzan_trades))]
        for order, product, quantity in zip(
            lines.order.tolist(), lines.product.tolist(), lines.quantity.tolist(), strict=True
        ):
            joined[order].append(f"{products.name[product]}(数量：{quantity})")
        return [";".join(joined[row]) for row in self.trades.tolist()]

    def _line_counts(self) -> Ints:
        counted = np.bincount(self._world.youzan_lines.order, minlength=len(self._paid))
        return ints(counted)[self.trades]


def _where(shown: Flags, texts: list[str]) -> list[str]:
    return [text if one else "" for text, one in zip(texts, shown.tolist(), strict=True)]


def _or_nothing(texts: list[str]) -> list[str]:
    return [text or NOTHING for text in texts]

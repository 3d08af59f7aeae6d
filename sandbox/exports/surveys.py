"""Responses to a questionnaire about a new product, as a survey tool exports them.

Who answers is drawn among the followers of the official account: the tool knows their openid, and
most leave the number that they hold and have told before. What they answer is drawn from the row.
"""

from __future__ import annotations

import numpy as np

from sandbox import accounts
from sandbox.exports import spelling
from sandbox.exports.members import ListColumn
from sandbox.platforms.columns import Ints, ints, pick
from sandbox.world import World
from sandbox.world.calendar import DAY
from sandbox.world.views import happened

ANSWERS = 90_000
LEAVES_NUMBER = 700_000
TASTES = ("甜", "咸", "原味", "都可以")
REASONS = ("成分安全", "宝宝爱吃", "价格实惠", "朋友推荐")
WISHES = (
    "",
    "希望出小包装，出门方便。",
    "多一点活动吧！",
    "",
    "客服回复有点慢，其他都好。",
)
SKIPPED = "(跳过)"


class SurveyList:
    """The columns of one questionnaire's export as of the clock.

    Args:
        world: Whose followers answer.
        now: The clock.
    """

    def __init__(self, world: World, now: int) -> None:
        self._world = world
        follows = world.follows
        asked = np.maximum(ints(follows.first_subscribed_at), world.start_ts) + 3 * DAY
        self._at = asked + pick(follows.openid_id, 71) % DAY
        answers = pick(follows.openid_id, 73) < ANSWERS
        rows = np.flatnonzero(answers & happened(self._at, now))
        self.rows: Ints = rows[np.argsort(self._at[rows], kind="stable")]
        self._number = np.zeros(len(follows), dtype=np.int64)
        self._number[self.rows] = np.arange(1, len(self.rows) + 1)

    def columns(self) -> list[ListColumn]:
        """Columns as the tool writes them: its own first, then the questions with numbers."""
        return [
            ListColumn("序号", lambda rows: spelling.plain(self._number[rows])),
            ListColumn("提交答卷时间", self._submitted_at),
            ListColumn("所用时间", lambda rows: [f"{30 + row % 90}秒" for row in rows.tolist()]),
            ListColumn("来源", lambda rows: ["微信"] * len(rows)),
            ListColumn("来自IP", lambda rows: [f"10.0.{row % 250}.7(浙江-杭州)" for row in rows]),
            ListColumn("微信OpenID", self._openid),
            ListColumn("1、您宝宝喜欢的口味", lambda rows: self._chosen(TASTES, rows, 79)),
            ListColumn("2、您的购买原因（多选）", self._reasons),
            ListColumn("3、您会推荐给朋友吗（0-10分）", self._rating),
            ListColumn("4、您还有什么建议？", lambda rows: self._chosen(WISHES, rows, 89)),
            ListColumn("5、您的姓名", self._name),
            ListColumn("6、请留下您的手机号", self._phone),
        ]

    def _submitted_at(self, rows: Ints) -> list[str]:
        return [text.replace("-", "/") for text in spelling.moments(self._at[rows])]

    def _openid(self, rows: Ints) -> list[str]:
        follows = self._world.follows
        return self._world.openid(accounts.OFFICIAL_ACCOUNT.appid, follows.openid_id[rows])

    def _chosen(self, words: tuple[str, ...], rows: Ints, salt: int) -> list[str]:
        return spelling.chosen(words, pick(rows, salt) % len(words))

    def _reasons(self, rows: Ints) -> list[str]:
        drawn = pick(rows, 83) % (2 ** len(REASONS) - 1) + 1
        return [
            "┋".join(word for place, word in enumerate(REASONS) if one >> place & 1)
            for one in drawn.tolist()
        ]

    def _rating(self, rows: Ints) -> list[str]:
        return spelling.plain(10 - pick(rows, 97) % 5)

    def _name(self, rows: Ints) -> list[str]:
        names = self._world.name(ints(self._world.follows.person[rows]))
        return [
            name if phone != SKIPPED else SKIPPED
            for name, phone in zip(names, self._phone(rows), strict=True)
        ]

    def _phone(self, rows: Ints) -> list[str]:
        """Return the number given at registration, for most who had registered by then."""
        world, person = self._world, ints(self._world.follows.person[rows])
        users = world.mini_users
        main = np.full(world.size, -1)
        registered = np.flatnonzero((users.app == 0) & (users.registered_at >= 0))
        main[users.person[registered]] = registered
        user = main[person]
        told = (user >= 0) & (users.registered_at[user] < self._at[rows])
        tells = told & world.phone_book.is_plain()[person] & (pick(rows, 101) < LEAVES_NUMBER)
        return [
            phone or SKIPPED for phone in spelling.present(np.where(tells, users.phone[user], -1))
        ]

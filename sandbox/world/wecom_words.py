"""Fixed word lists of the brand's WeCom: channel states, tags, texts of what is sent.

What belongs here: names and fixed tables. What does not: who carries or receives them.
"""

from __future__ import annotations

from sandbox.world.vocabulary import CATEGORIES, LEVELS

ACTIVE, UNLICENSED, NOT_ACTIVATED = range(3)
"""States of an employee: works normally, has no interface licence, never opened the account."""

BY_NOBODY, BY_CUSTOMER, BY_STAFF = range(3)
"""Who ended a relation."""

WECHAT_USER, WECOM_USER = 1, 2
"""Types of an external contact, as the platform numbers them."""

SCANNED, SEARCHED_MOBILE, CARD_SHARED, FROM_CHAT, FROM_CHANNELS, BY_LINK = 1, 2, 3, 4, 10, 16
SHARED_INSIDE, ASSIGNED = 201, 202
ADD_WAYS = (SCANNED, SEARCHED_MOBILE, CARD_SHARED, FROM_CHAT, FROM_CHANNELS, BY_LINK,
            SHARED_INSIDE, ASSIGNED)  # fmt: skip
ADD_WAY_WEIGHTS = (56, 8, 7, 12, 3, 9, 3, 2)

CAMPAIGN_STATES = ("package_card", "live_room", "mini_program_me", "baby_expo")
"""Channel parameters of QR codes that belong to no store."""

REMARK_FORMS = ("none", "name", "name_level", "name_category", "nickname")
REMARK_FORM_WEIGHTS = (34, 20, 22, 16, 8)

# group name, order, tags
TAG_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("会员等级", LEVELS),
    ("品类偏好", CATEGORIES),
    ("宝宝月龄", ("孕期", "0-6个月", "6-12个月", "1-2岁", "2岁以上")),
    ("跟进状态", ("待回访", "已到店", "高意向", "勿扰")),
)

CHAT_INVITED, CHAT_LINK, CHAT_QR = 1, 2, 3
CHAT_SCENES = (CHAT_INVITED, CHAT_LINK, CHAT_QR)
CHAT_SCENE_WEIGHTS = (30, 15, 55)

SINGLE, GROUP = range(2)
CHAT_TYPES = ("single", "group")
BY_CORP, BY_PERSON = range(2)

NOT_SENT, SENT, NO_FRIEND, MONTH_FULL = range(4)
"""What became of one message to one customer or chat, as the platform numbers it."""

MOST_SENDS_A_MONTH = 4

MESSAGE_TEXTS = (
    "会员日满减,门店与小程序同价,今晚截止",
    "新一季纸尿裤试用装到店,回复尺码即可预留",
    "奶粉老客专享,第二件立减三十元",
    "周六亲子手作课开放报名,名额二十组",
    "积分即将到期,来店或小程序均可兑换",
)
MOMENT_TEXTS = (
    "今日上新:有机果泥三口味",
    "宝宝湿疹护理小课堂",
    "门店萌宝合影征集中",
    "换季洗护怎么选,看这一篇",
)
LIKE, COMMENT = range(2)

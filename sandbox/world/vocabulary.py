"""The word lists of the made-up world: codes are indices into these tuples.

What belongs here: names and fixed tables. What does not: probabilities of behaviour, except a
weight that is part of a list.
"""

from __future__ import annotations

ARCHETYPES = ("loyal", "regular", "bargain", "one_timer", "lurker", "ghost")
LOYAL, REGULAR, BARGAIN, ONE_TIMER, LURKER, GHOST = range(6)

CATEGORIES = ("奶粉", "纸尿裤", "辅食", "零食", "洗护", "护肤", "喂养用品", "玩具")
CATEGORY_GAP_DAYS = (26, 21, 28, 33, 48, 58, 80, 95)
"""Usual days until the same category is bought again."""
CATEGORY_WEIGHTS = (20, 18, 14, 12, 12, 10, 7, 7)

SUBSCRIBE_SCENES = (
    "ADD_SCENE_SEARCH",
    "ADD_SCENE_ACCOUNT_MIGRATION",
    "ADD_SCENE_PROFILE_CARD",
    "ADD_SCENE_QR_CODE",
    "ADD_SCENE_PROFILE_LINK",
    "ADD_SCENE_PROFILE_ITEM",
    "ADD_SCENE_PAID",
    "ADD_SCENE_WECHAT_ADVERTISEMENT",
    "ADD_SCENE_REPRINT",
    "ADD_SCENE_LIVESTREAM",
    "ADD_SCENE_CHANNELS",
    "ADD_SCENE_WXA",
    "ADD_SCENE_OTHERS",
)
SUBSCRIBE_SCENE_WEIGHTS = (18, 1, 8, 26, 7, 3, 6, 8, 1, 3, 6, 11, 2)
QR_SCENE = SUBSCRIBE_SCENES.index("ADD_SCENE_QR_CODE")

LEVELS = ("普通", "银卡", "金卡", "黑金")
LEVEL_POINTS = (0, 500, 2_000, 6_000)
"""Points ever earned (one per yuan) from which a level is reached."""

REGISTER_CHANNELS = ("自然流量", "好友邀请", "门店扫码", "公众号菜单", "朋友圈广告", "视频号")
INVITED, IN_STORE = 1, 2

REGISTRY_KINDS = ("initial", "opened", "unionid", "registered", "rebound", "card_bound", "points")

EVENTS = (
    "$MPLaunch",
    "$MPViewScreen",
    "search",
    "view_product",
    "add_to_cart",
    "share",
    "submit_order",
    "pay_order",
    "receive_coupon",
    "use_coupon",
    "earn_points",
    "redeem_points",
    "message_receive",
    "message_click",
    "invite",
    "register",
)
EVENT = {name: code for code, name in enumerate(EVENTS)}

PAGES = (
    "pages/home/index",
    "pages/category/index",
    "pages/product/detail",
    "pages/search/result",
    "pages/cart/index",
    "pages/order/confirm",
    "pages/order/list",
    "pages/member/index",
    "pages/member/register",
    "pages/coupon/list",
    "pages/points/mall",
    "pages/activity/invite",
    "pages/article/detail",
    "pages/store/nearby",
)
PAGE_WEIGHTS = (30, 14, 0, 0, 8, 0, 7, 12, 0, 9, 8, 4, 6, 3)
PAGE_PRODUCT, PAGE_SEARCH, PAGE_CONFIRM, PAGE_REGISTER, PAGE_INVITE = 2, 3, 5, 8, 11

LAUNCH_SCENES = (1001, 1005, 1007, 1008, 1011, 1014, 1035, 1043, 1058, 1089, 1154, 1177)
LAUNCH_WEIGHTS = (14, 10, 10, 7, 8, 5, 12, 4, 6, 18, 3, 3)
SHARE_SCENES = (1, 2)

KEYWORDS = (
    "奶粉 3段", "有机奶粉", "纸尿裤 L码", "拉拉裤", "米粉", "果泥", "磨牙棒", "溶豆", "沐浴露",
    "洗发水", "护臀膏", "婴儿面霜", "防晒", "奶瓶", "吸管杯", "围兜", "积木", "安抚玩偶",
    "益智玩具", "新客礼包", "满减", "会员日", "试用装", "湿巾",
)  # fmt: skip

ORDER_SCENE_WEIGHTS = (30, 20, 12, 16, 8, 14)

AFTERSALE_KINDS = ("REFUND", "RETURN", "EXCHANGE")
REFUND, RETURN, EXCHANGE = range(3)
AFTERSALE_OUTCOMES = ("refunded", "rejected", "cancelled", "pending", "exchanged")
REFUNDED, REJECTED, CANCELLED, PENDING, EXCHANGED = range(5)
AFTERSALE_REASONS = (
    "NO_REASON_7_DAYS",
    "NO_LONGER_WANT",
    "QUALITY_ISSUE",
    "INCORRECT_SELECTION",
    "NOT_MATCH_PRODUCT_DESC",
    "NOT_DELIVERED_TOO_LONG",
    "SEND_WRONG_GOODS",
    "OTHERS",
)
AFTERSALE_REASON_WEIGHTS = (34, 20, 14, 10, 8, 6, 3, 5)

PHONE_CASES = ("own", "clerk", "placeholder", "slip", "none")
PHONE_OWN, PHONE_CLERK, PHONE_PLACEHOLDER, PHONE_SLIP, PHONE_NONE = range(5)
PLACEHOLDERS = (13_800_138_000, 0, 11_111_111_111)

NAME_FORMS = ("none", "plain", "spaced", "titled")
NAME_NONE, NAME_PLAIN, NAME_SPACED, NAME_TITLED = range(4)

PAY_METHODS = ("微信", "支付宝", "现金", "银行卡", "储值卡")
PAY_METHOD_WEIGHTS = (58, 22, 12, 8)
STORED_VALUE = 4

# name, value in fen, from which amount in fen, valid for days
COUPON_TEMPLATES = (
    ("新人礼券", 2_000, 9_900, 30),
    ("复购券", 1_500, 12_900, 45),
    ("会员日券", 3_000, 29_900, 7),
    ("沉睡唤醒券", 2_500, 9_900, 15),
)
NEW_MEMBER, REPURCHASE, MEMBER_DAY, WAKE_UP = range(4)

POINT_REASONS = ("opening", "register", "order", "ticket", "invite", "redeem_gift")
OPENING, ON_REGISTER, ON_ORDER, ON_TICKET, ON_INVITE, REDEEM = range(6)

MESSAGE_CHANNELS = ("template_message", "group_message", "sms")
MESSAGE_CHANNEL_WEIGHTS = (60, 30, 10)
TEMPLATE_MESSAGE = 0

# event, key, weight: the account's menu as followers see it
MENU = (
    ("CLICK", "member_benefits", 14),
    ("CLICK", "store_nearby", 10),
    ("VIEW", "https://m.example.com/new-arrivals", 16),
    ("VIEW", "https://m.example.com/member-day", 9),
    ("view_miniprogram", "pages/home/index", 30),
    ("view_miniprogram", "pages/points/mall", 15),
    ("scancode_waitmsg", "scan_for_points", 6),
)
MENU_WEIGHTS = tuple(weight for *_, weight in MENU)

FOLLOWER_MESSAGE_KINDS = ("text", "image", "voice", "location")
MESSAGE_KIND_WEIGHTS = (80, 10, 7, 3)
FOLLOWER_TEXTS = (
    "请问3段奶粉有货吗", "积分怎么兑换", "纸尿裤L码什么时候上新", "会员日是哪一天", "退货寄到哪里",
    "附近有门店吗", "优惠券用不了", "宝宝湿疹能用这款面霜吗", "谢谢", "在吗", "快递到哪了", "1",
)  # fmt: skip

TEMPLATE_STATUSES = ("success", "failed:user block", "failed: system failed")
TEMPLATE_STATUS_WEIGHTS = (95, 4, 1)

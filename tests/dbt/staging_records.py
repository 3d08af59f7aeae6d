"""Records whose staging rows the tests know by heart: old versions, odd shapes, money and times."""

from __future__ import annotations

from typing import Any

from tests.dbt.landing_files import (
    BRAND,
    MINI_PROGRAM,
    OFFICIAL_ACCOUNT,
    SHOP,
    Landed,
    protected,
    seconds,
)
from tests.dbt.offline_records import OFFLINE_RECORDS
from tests.dbt.wechat_records import WECHAT_RECORDS
from tests.dbt.wecom_records import WECOM_RECORDS
from tests.dbt.youzan_records import YOUZAN_RECORDS


def _official_account(stream: str, key: str, payload: dict[str, Any]) -> Landed:
    return Landed("wechat_official_account", stream, OFFICIAL_ACCOUNT, key, payload)


def _mini_program(stream: str, key: str, payload: dict[str, Any]) -> Landed:
    return Landed("wechat_mini_program", stream, MINI_PROGRAM, key, payload)


def _order(update: float, **changed: Any) -> Landed:
    line = {"product_id": "900", "sku_id": "901", "title": "燕麦", "sku_cnt": 2}
    payload = {
        "order_id": "3700000000000000001",
        "openid": "stg-shop",
        "status": 20,
        "create_time": seconds(10),
        "update_time": seconds(update),
        "order_detail": {
            "product_infos": [
                {**line, "product_unique_id": "s_001", "sale_price": 1990, "real_price": 3580},
                {
                    **line,
                    "product_unique_id": "",
                    "sale_price": "0",
                    "real_price": 0,
                    "is_free_gift": True,
                },
            ],
            "pay_info": {"payment_method": 1, "pay_time": seconds(10)},
            "price_info": {
                "product_price": 3980,
                "freight": 600,
                "discounted_price": 400,
                "order_price": 4180,
            },
            "delivery_info": {
                "address_info": {
                    "province_name": "广东省",
                    "user_name": {"token": None, "mask": "陈**", "status": "masked"},
                }
            },
            "ext_info": {"order_scene": 2},
        },
        **changed,
    }
    return Landed("wechat_shop", "orders", SHOP, "3700000000000000001", payload)


OFFICIAL_ACCOUNT_RECORDS = [
    _official_account(
        "followers",
        "stg-oa",
        {
            "subscribe": 1,
            "openid": "stg-oa",
            "unionid": "stg-union",
            "subscribe_time": seconds(3),
            "qr_scene": 0,
            "qr_scene_str": "",
        },
    ),
    _official_account("followers", "stg-oa", {"subscribe": 0, "openid": "stg-oa"}),
    _official_account(
        "follow_events",
        "stg-oa|1|subscribe",
        {
            "ToUserName": "gh_test",
            "FromUserName": "stg-oa",
            "CreateTime": seconds(3),
            "MsgType": "event",
            "Event": "subscribe",
            "EventKey": "qrscene_store_1001",
            "Ticket": "gQ_test",
        },
    ),
    _official_account(
        "follow_events",
        "stg-oa|2|CLICK",
        {"FromUserName": "stg-oa", "CreateTime": seconds(4), "Event": "CLICK", "EventKey": "menu"},
    ),
    _official_account(
        "menu_events",
        "stg-oa|3|scancode_waitmsg|points",
        {
            "FromUserName": "stg-oa",
            "CreateTime": str(seconds(4)),
            "Event": "SCANCODE_WAITMSG",
            "EventKey": "points",
            "ScanCodeInfo": {"ScanType": "qrcode", "ScanResult": protected("tx", "stg-scan")},
        },
    ),
    _official_account(
        "template_results",
        "stg-oa|4|TEMPLATESENDJOBFINISH|200163840",
        {
            "FromUserName": "stg-oa",
            "CreateTime": seconds(5),
            "Event": "TEMPLATESENDJOBFINISH",
            "MsgID": 200163840,
            "Status": "failed: system failed",
        },
    ),
    _official_account(
        "template_results",
        "stg-oa|5|subscribe_msg_popup_event",
        {
            "FromUserName": "stg-oa",
            "CreateTime": seconds(6),
            "Event": "subscribe_msg_popup_event",
            "SubscribeMsgPopupEvent": {
                "List": [
                    {"TemplateId": "tpl-1", "SubscribeStatusString": "accept", "PopupScene": "0"},
                    {"TemplateId": "tpl-2", "SubscribeStatusString": "reject"},
                ]
            },
        },
    ),
    _official_account(
        "template_results",
        "stg-oa|6|subscribe_msg_sent_event",
        {
            "FromUserName": "stg-oa",
            "CreateTime": seconds(7),
            "Event": "subscribe_msg_sent_event",
            "SubscribeMsgSentEvent": {
                "List": {"TemplateId": "tpl-1", "MsgID": "1700", "ErrorStatus": "success"}
            },
        },
    ),
    _official_account(
        "template_results",
        "stg-oa|7|subscribe_msg_change_event",
        {
            "FromUserName": "stg-oa",
            "CreateTime": seconds(8),
            "Event": "subscribe_msg_change_event",
            "List": [{"TemplateId": "tpl-1", "SubscribeStatusString": "reject"}],
        },
    ),
    _official_account(
        "mass_send_results",
        "mphelper|7|MASSSENDJOBFINISH|1000001625",
        {
            "FromUserName": "mphelper",
            "CreateTime": seconds(8),
            "Event": "MASSSENDJOBFINISH",
            "MsgID": "1000001625",
            "Status": "err(30003)",
            "TotalCount": 0,
            "SentCount": "",
        },
    ),
    _official_account(
        "messages",
        "6054768590064713728",
        {
            "FromUserName": "stg-oa",
            "CreateTime": seconds(9),
            "MsgType": "voice",
            "MediaId": "media-1",
            "Recognition": protected("tx", "stg-words"),
            "MsgId": 6054768590064713728,
        },
    ),
    _official_account(
        "other_events",
        "stg-oa|8|user_get_card|0f",
        {
            "FromUserName": "stg-oa",
            "CreateTime": seconds(10),
            "Event": "user_get_card",
            "CardId": "card-1",
            "IsGiveByFriend": 1,
        },
    ),
    _official_account(
        "article_total_detail",
        "2026-01-05|777_1",
        {
            "ref_date": "2026-01-05",
            "msgid": "777_1",
            "title": "新品",
            "publish_type": 0,
            "is_delay": True,
            "detail_list": [
                {"stat_date": "2026-01-05", "read_user": 10, "praise_money": 150},
                {"stat_date": "2026-01-06", "read_user": 14, "share_user": "many"},
            ],
        },
    ),
]

MINI_PROGRAM_RECORDS = [
    _mini_program(
        "visit_trend_daily", "20260105", {"ref_date": "20260105", "visit_uv": 7, "session_cnt": 9}
    ),
    _mini_program(
        "visit_trend_weekly", "20260105-20260111", {"ref_date": "20260105-20260111", "visit_uv": 30}
    ),
    _mini_program("visit_trend_monthly", "202601", {"ref_date": "202601", "visit_uv": 88}),
    _mini_program(
        "retention_daily",
        "20260105",
        {
            "ref_date": "20260105",
            "visit_uv_new": [{"key": 0, "value": 5}, {"key": 1, "value": 2}],
            "visit_uv": [{"key": 0, "value": 9}],
        },
    ),
    _mini_program(
        "visit_distribution",
        "20260105|access_depth_info",
        {
            "ref_date": "20260105",
            "index": "access_depth_info",
            "item_list": [{"key": 1, "value": 4}, {"key": 7, "value": 1}],
        },
    ),
    _mini_program(
        "user_portrait",
        "20260105",
        {
            "ref_date": "20260105",
            "visit_uv": {"genders": [{"id": 1, "name": "男", "value": 3}], "ages": []},
        },
    ),
    _mini_program(
        "registry",
        "stg-line",
        {
            "type": "profile_set",
            "distinct_id": "stg-mp",
            "login_id": 88001,
            "time": seconds(5) * 1000 + 250,
            "properties": {
                "phone": protected("ph", "stg-phone"),
                "name": "not protected",
                "gender": "女",
                "birthday": "1990-02-30",
                "register_time": "2026-01-06 07:30:00",
                "points": "12",
                "a_field_of_next_year": {"deep": [1]},
            },
        },
    ),
    _mini_program(
        "events",
        "stg-event",
        {
            "type": "track",
            "distinct_id": "stg-mp",
            "login_id": None,
            "event": "submit_order",
            "time": seconds(5) * 1000,
            "appid": "wx0b_other",
            "properties": {"order_id": "3700000000000000001", "amount_fen": 4180, "$lib": "js"},
        },
    ),
]

TRADE_RECORDS = [
    _order(update=11),
    _order(update=12, status=100, unionid="stg-union"),
    Landed(
        "wechat_shop",
        "aftersales",
        SHOP,
        "stg-after",
        {
            "after_sale_order_id": "stg-after",
            "order_id": "3700000000000000001",
            "openid": "stg-shop",
            "status": "USER_CANCELD",
            "type": "RETURN",
            "refund_info": {"amount": 1790},
            "product_info": {"product_id": "900", "sku_id": "901", "count": 1},
            "create_time": seconds(13),
            "complete_time": 0,
        },
    ),
    Landed(
        "offline",
        "members",
        BRAND,
        "stg-card",
        {
            "member_no": " stg-card ",
            "gender": "1",
            "points": "many",
            "stored_value": "1234.50",
            "open_date": "2026-01-06 07:30:00",
            "_snapshot_date": "2026-02-01",
        },
    ),
    Landed(
        "offline",
        "sales",
        BRAND,
        "stg-sale",
        {
            "ticket_no": "T1",
            "sold_at": "2026-01-06 00:30:00",
            "store": "一号店",
            "sku": "SKU-1",
            "quantity": "-1.5",
            "unit_price": "10.00",
            "amount": "-15.00",
            "type": "return",
        },
    ),
]

STAGING_RECORDS = [
    *WECOM_RECORDS,
    *OFFLINE_RECORDS,
    *OFFICIAL_ACCOUNT_RECORDS,
    *MINI_PROGRAM_RECORDS,
    *TRADE_RECORDS,
    *YOUZAN_RECORDS,
    *WECHAT_RECORDS,
]

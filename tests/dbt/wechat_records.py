"""Records of the WeChat streams whose staging rows the tests know by heart; figures are made up."""

from __future__ import annotations

from typing import Any

from tests.dbt.landing_files import MINI_PROGRAM, OFFICIAL_ACCOUNT, SHOP, Landed, seconds

ACCOUNTS = {
    "wechat_official_account": OFFICIAL_ACCOUNT,
    "wechat_mini_program": MINI_PROGRAM,
    "wechat_shop": SHOP,
}
READING = {"int_page_read_user": 7, "int_page_read_count": 9, "share_user": 1, "share_count": 2}


def shop_member(openid: str, **told: Any) -> Landed:
    """A member of the shop as listed, or the last word on one who left."""
    return Landed("wechat_shop", "members", SHOP, openid, {"openid": openid, **told})


def gift(giver: tuple[str, str], receiver: tuple[str, str]) -> Landed:
    """A paid order that one person gave to another; both as openid and unionid."""
    payload = {
        "order_id": f"gift-{giver[0]}",
        "openid": receiver[0],
        "unionid": receiver[1],
        "status": 20,
        "is_present": True,
        "present_order_id_str": "4200000000000000001",
        "present_giver_openid": giver[0],
        "present_giver_unionid": giver[1],
        "create_time": seconds(20),
        "update_time": seconds(21),
        "order_detail": {
            "product_infos": [],
            "pay_info": {"payment_method": 1, "pay_time": seconds(20)},
            "price_info": {"product_price": 1000, "order_price": 1000, "freight": 0},
        },
    }
    return Landed("wechat_shop", "orders", SHOP, payload["order_id"], payload)


def _landed(place: str, key: str, **payload: Any) -> Landed:
    source, stream = place.split(".")
    return Landed(source, stream, ACCOUNTS[source], key, payload)


def _oa(stream: str, key: str, **payload: Any) -> Landed:
    return _landed(f"wechat_official_account.{stream}", key, ref_date="2026-01-05", **payload)


def _member_coupon(status: int, changed: float, **more: Any) -> Landed:
    state = {
        "user_coupon_id": "9001",
        "coupon_id": 12639900,
        "status": status,
        "create_time": seconds(2),
        "update_time": seconds(changed),
        "discount_fee": 1500,
        **more,
    }
    place = "wechat_shop.member_coupons"
    return _landed(place, f"9001|{status}", openid="stg-vip", user_coupon=state)


def _points_row(number: int, revision: int, score: int | str, **more: Any) -> Landed:
    said = "withdrawn" if more.get("is_withdrawn") else f"{score}:1"
    row = {"number": number, "revision": revision, "score": score, "source": 1, **more}
    key = f"stg-vip|{number}|{revision}|{said}"
    return _landed("wechat_shop.member_points", key, openid="stg-vip", **row)


def _quota(source: str) -> Landed:
    path = "/cgi-bin/user/get"
    quota = {"daily_limit": 500, "used": 3, "remain": 497}
    limit = {"call_count": 10, "refresh_second": 60}
    told = {"ref_date": "2026-01-05", "cgi_path": path, "quota": quota, "rate_limit": limit}
    return _landed(f"{source}.api_quotas", f"2026-01-05|{path}", **told)


OFFICIAL_ACCOUNT_FIGURES = [
    _oa("reads_daily", "1", user_source=99999999, **READING),
    _oa("reads_hourly", "1", user_source=0, ref_hour=1300, **READING),
    _oa("shares_daily", "1", share_scene=1, share_count=2, share_user=1),
    _oa("shares_hourly", "1", share_scene=255, ref_hour=0, share_count=2, share_user=1),
    _oa("article_shares", "1", msgid="777_1", detail={"share_user": 4}),
    _oa("content_summary", "1", detail={"read_user": 30, "send_page_count": 2}, is_delay=False),
    _oa("message_counts_daily", "1", msg_type=1, msg_user=2, msg_count=5),
    _oa("message_counts_hourly", "1", msg_type=1, ref_hour=2300, msg_user=2, msg_count=5),
    _oa("message_counts_weekly", "1", msg_type=3, msg_user=2, msg_count=5),
    _oa("message_counts_monthly", "1", msg_type=6, msg_user=2, msg_count=5),
    _oa("message_senders_daily", "1", count_interval=1, msg_user=2),
    _oa("message_senders_weekly", "1", count_interval=2, msg_user=2),
    _oa("message_senders_monthly", "1", count_interval=3, msg_user=2),
    _oa("interface_daily", "1", callback_count=9, fail_count=1, total_time_cost=800),
    _oa("interface_hourly", "1", ref_hour=900, callback_count=9, max_time_cost=120),
    _oa(
        "article_reads",
        "1",
        msgid="777_1",
        is_delay=True,
        detail={
            "read_user": 9,
            "read_user_source": [
                {"user_count": 9, "scene_desc": "全部"},
                {"user_count": 4, "scene_desc": "朋友圈"},
            ],
        },
    ),
    _oa(
        "article_total",
        "1",
        msgid="777_1",
        title="新品",
        details=[
            {"stat_date": "2026-01-05", "target_user": 100, "int_page_read_user": 7},
            {"stat_date": "2026-01-06", "target_user": 100, "int_page_read_user": 11},
        ],
    ),
    _landed("wechat_official_account.tag_members", "100|a", tagid=100, openid="a", is_member=True),
    _landed("wechat_official_account.tag_members", "100|a", tagid=100, openid="a", is_member=False),
    _landed("wechat_official_account.blacklist", "b", openid="b", is_blocked=True),
    _quota("wechat_official_account"),
]

MINI_PROGRAM_FIGURES = [
    _landed(
        "wechat_mini_program.retention_weekly",
        "20260105-20260111",
        ref_date="20260105-20260111",
        visit_uv_new=[{"key": 0, "value": 5}, {"key": 4, "value": 1}],
        visit_uv=[],
    ),
    _landed(
        "wechat_mini_program.retention_monthly",
        "20260101-20260131",
        ref_date="202601",
        visit_uv=[{"key": 1, "value": 3}],
    ),
    _landed(
        "wechat_mini_program.user_portrait_7d",
        "20260105-20260111",
        ref_date="20260105",
        visit_uv={"ages": [{"id": 1, "name": "17岁以下", "value": 2}]},
    ),
    _landed(
        "wechat_mini_program.user_portrait_30d",
        "20260105-20260203",
        ref_date="20260105-20260203",
        visit_uv_new={"devices": [{"name": "示例手机", "value": 6}]},
    ),
    _quota("wechat_mini_program"),
]

SHOP_RECORDS = [
    _landed(
        "wechat_shop.coupons",
        "12639900",
        coupon_id="12639900",
        type=103,
        status=5,
        coupon_info={"name": "scs", "discount_info": {"discount_num": 9900}, "valid_info": None},
        stock_info={"issued_num": 95, "receive_num": 3, "used_num": 2},
    ),
    _landed(
        "wechat_shop.members",
        "stg-vip",
        openid="stg-vip",
        unionid="stg-vip-union",
        user_grade_info={"grade": 3, "experience_value": "1000"},
    ),
    _landed("wechat_shop.members", "stg-left", openid="stg-left", is_member=False),
    _member_coupon(100, 2),
    _member_coupon(102, 5, order_id="3700000000000000001", ext_info={"use_time": seconds(5)}),
    _member_coupon(100, 4),
    _points_row(1, 0, "100"),
    _points_row(2, 0, -30),
    _points_row(2, 1, -40),
    _points_row(3, 0, 5),
    _points_row(3, 1, 5, is_withdrawn=True),
    _landed("wechat_shop.member_scores", "stg-vip", openid="stg-vip", score="60"),
    _landed(
        "wechat_shop.shop_figures",
        "20260105",
        ds="20260105",
        pay_gmv="42292",
        pay_uv="8",
        pay_order_cnt="10",
        pay_refund_gmv="81",
    ),
    _quota("wechat_shop"),
]

WECHAT_RECORDS = [*OFFICIAL_ACCOUNT_FIGURES, *MINI_PROGRAM_FIGURES, *SHOP_RECORDS]

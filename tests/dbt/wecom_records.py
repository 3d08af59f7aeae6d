"""WeCom records, as the pull lands them, for staging and identity."""

from __future__ import annotations

from typing import Any

from tests.dbt.landing_files import Landed, protected, seconds

CORP = "ww0d_test"


def landed(stream: str, key: str, payload: dict[str, Any]) -> Landed:
    """A record of one stream of the corp."""
    return Landed("wecom", stream, CORP, key, payload)


def contact(
    external_userid: str,
    unionid: str | None = None,
    *,
    day: float = 0,
    userid: str = "S101-1",
    mobiles: tuple[str, ...] = (),
    **more: Any,
) -> Landed:
    """A customer as one employee knows them, with the numbers noted."""
    outside: dict[str, Any] = {"external_userid": external_userid, "type": 1, "gender": 2}
    if unionid:
        outside["unionid"] = unionid
    info = {
        "userid": userid,
        "createtime": seconds(day),
        "remark_mobiles": [protected("ph", mobile) for mobile in mobiles],
        **more,
    }
    payload = {"external_contact": outside, "follow_info": info}
    return landed("customers", f"{external_userid}|{userid}", payload)


def gone(external_userid: str, userid: str = "S101-1") -> Landed:
    """A relation that has ended, as the connector tells it."""
    payload = {
        "external_contact": {"external_userid": external_userid},
        "follow_info": {"userid": userid},
        "is_gone": True,
    }
    return landed("customers", f"{external_userid}|{userid}", payload)


def chat(chat_id: str, members: list[dict[str, Any]], **more: Any) -> Landed:
    """A group chat with its members."""
    payload = {"chat_id": chat_id, "owner": "S101-1", "member_list": members, **more}
    return landed("group_chats", chat_id, payload)


WECOM_RECORDS = [
    landed("follow_users", "S101-1", {"userid": "S101-1"}),
    landed("follow_users", "S101-2", {"userid": "S101-2"}),
    landed("follow_users", "S101-2", {"userid": "S101-2", "is_gone": True}),
    contact(
        "stg-wm",
        "stg-wm-union",
        day=3,
        remark=protected("tx", "stg-remark"),
        state="store_S101",
        add_way="1",
        tag_id=["et1"],
    ),
    gone("stg-wm"),
    contact("stg-wm", day=4, userid="S101-2", tag_id=None, wechat_channels={"source": 2}),
    landed(
        "corp_tags",
        "et1",
        {"id": "et1", "name": "金卡", "order": "2", "group": {"group_id": "g1", "order": 1}},
    ),
    landed("corp_tags", "et0", {"id": "et0", "is_gone": True}),
    landed(
        "behaviour_daily",
        "S101-1|1",
        {"userid": "S101-1", "stat_time": seconds(2) - 8 * 3_600, "chat_cnt": "4"},
    ),
    landed(
        "group_statistics_daily",
        "S101-1|1",
        {"owner": "S101-1", "stat_time": seconds(2) - 8 * 3_600, "data": {"msg_total": 9}},
    ),
    chat(
        "stg-wr",
        [
            {"userid": "S101-1", "type": 1, "join_time": seconds(1)},
            {"userid": "stg-wm-left", "type": "2", "join_time": seconds(2), "unionid": "stg-u9"},
            {"userid": "stg-wm-stays", "type": 2, "join_time": seconds(3)},
        ],
        name=protected("tx", "会员群"),
    ),
    chat(
        "stg-wr",
        [
            {"userid": "S101-1", "type": 1, "join_time": seconds(1)},
            {"userid": "stg-wm-stays", "type": 2, "join_time": seconds(3), "join_scene": 3},
        ],
        status=0,
    ),
    landed(
        "group_messages",
        "stg-msg",
        {
            "msgid": "stg-msg",
            "create_time": seconds(5),
            "create_type": 0,
            "chat_type": "single",
            "text": {"content": protected("tx", "会员日")},
        },
    ),
    landed("group_message_tasks", "1", {"msgid": "stg-msg", "userid": "S101-1", "status": 0}),
    landed(
        "group_message_tasks",
        "1",
        {"msgid": "stg-msg", "userid": "S101-1", "status": 2, "send_time": seconds(6)},
    ),
    landed(
        "group_message_results",
        "1",
        {"msgid": "stg-msg", "userid": "S101-1", "external_userid": "stg-wm", "status": 3},
    ),
    landed(
        "group_message_results",
        "2",
        {"msgid": "stg-msg", "userid": "S101-1", "chat_id": "stg-wr", "status": "1"},
    ),
    landed("moments", "stg-mom", {"moment_id": "stg-mom", "create_time": str(seconds(7))}),
    landed("moment_tasks", "1", {"moment_id": "stg-mom", "userid": "a", "publish_status": 1}),
    landed(
        "moment_results",
        "1",
        {
            "moment_id": "stg-mom",
            "userid": "a",
            "external_userid": "stg-wm",
            "is_chosen": True,
            "is_reached": False,
        },
    ),
    landed(
        "acquisition_links",
        "stg-link",
        {
            "link_id": "stg-link",
            "link": {"link_name": protected("tx", "门店"), "skip_verify": True},
            "range": {"user_list": ["S101-1"]},
        },
    ),
    landed(
        "acquisition_customers",
        "1",
        {"link_id": "stg-link", "external_userid": "stg-wm", "userid": "a", "chat_status": "1"},
    ),
    landed(
        "moment_comments",
        "stg-like",
        {
            "moment_id": "stg-mom",
            "userid": "a",
            "kind": "like",
            "by_userid": "b",
            "create_time": seconds(8),
        },
    ),
]

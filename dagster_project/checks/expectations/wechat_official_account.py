"""What is expected of the official account's landed records."""

from __future__ import annotations

from dagster_project.checks.figure_suites import figures, quotas
from dagster_project.checks.suite import (
    ISO_DAY,
    NATURAL_NUMBER,
    OPENID,
    Check,
    Suite,
    filled,
    looks_like,
    no_clear_mobile,
    one_of,
    plausible_time,
    protected,
)

SCENES = [
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
]
EVENTS = ["subscribe", "unsubscribe", "SCAN"]
MENU_EVENTS = [
    *("CLICK", "VIEW", "view_miniprogram", "scancode_push", "scancode_waitmsg"),
    *("pic_sysphoto", "pic_photo_or_album", "pic_weixin", "location_select"),
]
TEMPLATE_EVENTS = [
    "TEMPLATESENDJOBFINISH",
    "subscribe_msg_popup_event",
    "subscribe_msg_change_event",
    "subscribe_msg_sent_event",
]
MESSAGE_TYPES = ["text", "image", "voice", "video", "shortvideo", "location", "link"]

PUSH = {"openid": "$.FromUserName", "at": "$.CreateTime"}


def pushed() -> dict[str, Check]:
    """What holds for everything that a follower caused WeChat to push; see `PUSH`."""
    return {
        "openid_present": filled("openid", "Every push names the follower by openid."),
        "openid_form": looks_like(
            "openid", OPENID, "An openid looks like an openid.", share=0.9, is_blocking=False
        ),
        "instant_form": looks_like("at", NATURAL_NUMBER, "The instant is in epoch seconds."),
        "time_plausible": plausible_time(),
        "no_clear_mobile": no_clear_mobile(),
    }


READERS = "Readers are counted from 0."
SHARERS = "Sharers are counted from 0."
SENDERS = "Followers who wrote are counted from 0."
CALLS = "Calls of the callback are counted from 0."
FIGURES = {
    "article_total": figures("details[0].int_page_read_user", READERS),
    "reads_daily": figures("int_page_read_user", READERS),
    "reads_hourly": figures("int_page_read_user", READERS),
    "shares_daily": figures("share_user", SHARERS),
    "shares_hourly": figures("share_user", SHARERS),
    "article_reads": figures("detail.read_user", READERS),
    "article_shares": figures("detail.share_user", SHARERS),
    "content_summary": figures("detail.read_user", READERS),
    **{
        f"message_counts_{unit}": figures("msg_user", SENDERS)
        for unit in ("daily", "hourly", "weekly", "monthly")
    },
    **{
        f"message_senders_{unit}": figures("msg_user", SENDERS)
        for unit in ("daily", "weekly", "monthly")
    },
    "interface_daily": figures("callback_count", CALLS),
    "interface_hourly": figures("callback_count", CALLS),
}

SUITES = {
    "followers": Suite(
        columns={
            "openid": "$.openid",
            "subscribe": "$.subscribe",
            "unionid": "$.unionid",
            "scene": "$.subscribe_scene",
        },
        checks={
            "openid_present": filled("openid", "Every follower has an openid."),
            "openid_form": looks_like("openid", OPENID, "An openid looks like an openid."),
            "unionid_form": looks_like("unionid", OPENID, "A unionid looks like a unionid."),
            "subscribe_known": one_of(
                "subscribe", ["0", "1"], "A user follows (1) or does not (0).", is_blocking=True
            ),
            "scene_known": one_of("scene", SCENES, "The scene is one of the documented thirteen."),
            "time_plausible": plausible_time(),
            "no_clear_mobile": no_clear_mobile(),
        },
    ),
    "tags": Suite(
        columns={"id": "$.id", "name": "$.name"},
        checks={
            "id_form": looks_like("id", NATURAL_NUMBER, "A tag id is a number."),
            "name_present": filled("name", "Every tag has a name.", is_blocking=False),
        },
    ),
    "user_growth": Suite(
        columns={
            "ref_date": "$.ref_date",
            "new_user": "$.new_user",
            "cancel_user": "$.cancel_user",
        },
        checks={
            "day_form": looks_like("ref_date", ISO_DAY, "The day is written YYYY-MM-DD."),
            "new_user_not_negative": looks_like(
                "new_user", NATURAL_NUMBER, "New followers are counted from 0."
            ),
            "cancel_user_not_negative": looks_like(
                "cancel_user", NATURAL_NUMBER, "Followers who left are counted from 0."
            ),
        },
    ),
    "user_cumulate": Suite(
        columns={"ref_date": "$.ref_date", "cumulate_user": "$.cumulate_user"},
        checks={
            "day_form": looks_like("ref_date", ISO_DAY, "The day is written YYYY-MM-DD."),
            "cumulate_user_not_negative": looks_like(
                "cumulate_user", NATURAL_NUMBER, "All followers are counted from 0."
            ),
        },
    ),
    "article_summary": Suite(
        columns={"ref_date": "$.ref_date", "msgid": "$.msgid", "reads": "$.int_page_read_count"},
        checks={
            "day_form": looks_like("ref_date", ISO_DAY, "The day is written YYYY-MM-DD."),
            "msgid_present": filled("msgid", "Every article has a message id."),
            "reads_not_negative": looks_like(
                "reads", NATURAL_NUMBER, "Reads are counted from 0.", is_blocking=False
            ),
        },
    ),
    "article_total_detail": Suite(
        columns={"ref_date": "$.ref_date", "msgid": "$.msgid"},
        checks={
            "day_form": looks_like("ref_date", ISO_DAY, "The day is written YYYY-MM-DD."),
            "msgid_present": filled("msgid", "Every article has a message id."),
        },
    ),
    "follow_events": Suite(
        columns=PUSH | {"event": "$.Event"},
        checks={
            **pushed(),
            "event_known": one_of("event", EVENTS, "The event is a follow, an unfollow or a scan."),
        },
    ),
    "menu_events": Suite(
        columns=PUSH | {"event": "$.Event"},
        checks={
            **pushed(),
            "event_known": one_of("event", MENU_EVENTS, "The event is a tap on the menu."),
        },
    ),
    "template_results": Suite(
        columns=PUSH | {"event": "$.Event", "message": "$.MsgID", "status": "$.Status"},
        checks={
            **pushed(),
            "event_known": one_of("event", TEMPLATE_EVENTS, "The event tells of a template."),
            "message_form": looks_like("message", NATURAL_NUMBER, "A message id is a number."),
        },
    ),
    "mass_send_results": Suite(
        columns={
            "at": "$.CreateTime",
            "message": "$.MsgID",
            "total": "$.TotalCount",
            "sent": "$.SentCount",
        },
        checks={
            "message_present": filled("message", "Every result names its mass message."),
            "instant_form": looks_like("at", NATURAL_NUMBER, "The instant is in epoch seconds."),
            "total_not_negative": looks_like(
                "total", NATURAL_NUMBER, "Followers are counted from 0.", is_blocking=False
            ),
            "sent_not_negative": looks_like(
                "sent", NATURAL_NUMBER, "Followers reached are counted from 0.", is_blocking=False
            ),
            "time_plausible": plausible_time(),
        },
    ),
    "messages": Suite(
        columns=PUSH | {"type": "$.MsgType", "content": "$.Content", "spoken": "$.Recognition"},
        checks={
            **pushed(),
            "type_known": one_of("type", MESSAGE_TYPES, "The kind of message is a known one."),
            "content_protected": protected("content", "What a follower wrote"),
            "speech_protected": protected("spoken", "What a follower said"),
        },
    ),
    "other_events": Suite(
        columns=PUSH | {"event": "$.Event", "latitude": "$.Latitude", "longitude": "$.Longitude"},
        checks={
            "event_present": filled("event", "Every event has a name."),
            "instant_form": looks_like("at", NATURAL_NUMBER, "The instant is in epoch seconds."),
            "latitude_protected": protected("latitude", "Where a follower is"),
            "longitude_protected": protected("longitude", "Where a follower is"),
            "time_plausible": plausible_time(),
            "no_clear_mobile": no_clear_mobile(),
        },
    ),
    "tag_members": Suite(
        columns={"tag": "$.tagid", "openid": "$.openid"},
        checks={
            "tag_form": looks_like("tag", NATURAL_NUMBER, "A tag id is a number."),
            "openid_form": looks_like("openid", OPENID, "An openid looks like an openid."),
        },
    ),
    "blacklist": Suite(
        columns={"openid": "$.openid"},
        checks={
            "openid_present": filled("openid", "Every blocked user has an openid."),
            "openid_form": looks_like("openid", OPENID, "An openid looks like an openid."),
        },
    ),
    **FIGURES,
    "api_quotas": quotas(),
}

"""What is expected of WeCom's landed customers, chats, figures and sends.

What comes from employees' notes, or from how an account is set up, only warns: a corp that is not
bound to an Open Platform account shows no unionid at all.
"""

from __future__ import annotations

from dagster_project.checks.suite import (
    NATURAL_NUMBER,
    Suite,
    filled,
    looks_like,
    no_clear_mobile,
    one_of,
    plausible_time,
    protected,
)

MOSTLY = 0.9
EXTERNAL_USERID = r"^w[mo][A-Za-z0-9_-]{10,60}$"
UNIONID = r"^[A-Za-z0-9_-]{20,40}$"


def _ids(**paths: str) -> dict[str, str]:
    return {name: f"$.{path}" for name, path in paths.items()}


SUITES = {
    "follow_users": Suite(
        columns=_ids(userid="userid"),
        checks={"userid_present": filled("userid", "Every employee has a userid.")},
    ),
    "customers": Suite(
        columns=_ids(
            external_userid="external_contact.external_userid",
            userid="follow_info.userid",
            unionid="external_contact.unionid",
            kind="external_contact.type",
            added="follow_info.createtime",
            nickname="external_contact.name",
            remark="follow_info.remark",
            mobile="follow_info.remark_mobiles[0]",
        ),
        checks={
            "external_userid_present": filled(
                "external_userid", "Every relation names the customer."
            ),
            "userid_present": filled("userid", "Every relation names the employee."),
            "external_userid_form": looks_like(
                "external_userid",
                EXTERNAL_USERID,
                "An external_userid begins with wm or wo.",
                share=MOSTLY,
                is_blocking=False,
            ),
            "unionid_form": looks_like("unionid", UNIONID, "A unionid looks like a unionid."),
            "type_known": one_of("kind", ["1", "2"], "A customer uses WeChat or WeCom."),
            "added_form": looks_like(
                "added", NATURAL_NUMBER, "The time of adding is in epoch seconds."
            ),
            "nickname_protected": protected("nickname", "A customer's name"),
            "remark_protected": protected("remark", "An employee's remark"),
            "mobile_protected": protected("mobile", "A noted mobile number"),
            "time_plausible": plausible_time(),
            "no_clear_mobile": no_clear_mobile(),
        },
    ),
    "corp_tags": Suite(
        columns=_ids(tag_id="id", name="name"),
        checks={
            "tag_id_present": filled("tag_id", "Every tag has an id."),
            "name_present": filled(
                "name", "Tags have names, but for those gone.", share=MOSTLY, is_blocking=False
            ),
        },
    ),
    "behaviour_daily": Suite(
        columns=_ids(userid="userid", day="stat_time", contacts="new_contact_cnt"),
        checks={
            "userid_present": filled("userid", "Every row names the employee."),
            "day_form": looks_like("day", NATURAL_NUMBER, "The day is in epoch seconds."),
            "contacts_not_negative": looks_like(
                "contacts", NATURAL_NUMBER, "New contacts are a count, 0 or more."
            ),
            "time_plausible": plausible_time(),
        },
    ),
    "group_chats": Suite(
        columns=_ids(
            chat_id="chat_id",
            owner="owner",
            name="name",
            member="member_list[0].name",
        ),
        checks={
            "chat_id_present": filled("chat_id", "Every chat has an id."),
            "owner_present": filled("owner", "Chats have owners.", share=MOSTLY, is_blocking=False),
            "name_protected": protected("name", "A chat's name"),
            "member_protected": protected("member", "A member's name"),
            "no_clear_mobile": no_clear_mobile(),
        },
    ),
    "group_statistics_daily": Suite(
        columns=_ids(owner="owner", day="stat_time", members="data.member_total"),
        checks={
            "owner_present": filled("owner", "Every row names the owner."),
            "day_form": looks_like("day", NATURAL_NUMBER, "The day is in epoch seconds."),
            "members_not_negative": looks_like(
                "members", NATURAL_NUMBER, "Members are a count, 0 or more."
            ),
        },
    ),
    "group_messages": Suite(
        columns=_ids(message_id="msgid", chat_type="chat_type", text="text.content"),
        checks={
            "message_id_present": filled("message_id", "Every message has an id."),
            "chat_type_known": one_of(
                "chat_type", ["single", "group"], "A message goes to customers or to chats."
            ),
            "text_protected": protected("text", "A message's text"),
            "time_plausible": plausible_time(),
        },
    ),
    "group_message_tasks": Suite(
        columns=_ids(message_id="msgid", userid="userid", status="status"),
        checks={
            "message_id_present": filled("message_id", "Every task names its message."),
            "userid_present": filled("userid", "Every task names its employee."),
            "status_known": one_of("status", ["0", "1", "2"], "The status is a documented one."),
        },
    ),
    "group_message_results": Suite(
        columns=_ids(message_id="msgid", userid="userid", status="status"),
        checks={
            "message_id_present": filled("message_id", "Every result names its message."),
            "userid_present": filled("userid", "Every result names its employee."),
            "status_known": one_of(
                "status", ["0", "1", "2", "3"], "The status is a documented one."
            ),
            "time_plausible": plausible_time(),
        },
    ),
    "moments": Suite(
        columns=_ids(moment_id="moment_id", text="text.content"),
        checks={
            "moment_id_present": filled("moment_id", "Every moment has an id."),
            "text_protected": protected("text", "A moment's text"),
            "time_plausible": plausible_time(),
        },
    ),
    "moment_tasks": Suite(
        columns=_ids(moment_id="moment_id", userid="userid", status="publish_status"),
        checks={
            "moment_id_present": filled("moment_id", "Every task names its moment."),
            "userid_present": filled("userid", "Every task names its employee."),
            "status_known": one_of("status", ["0", "1"], "A moment is published or not."),
        },
    ),
    "moment_results": Suite(
        columns=_ids(moment_id="moment_id", external_userid="external_userid"),
        checks={
            "moment_id_present": filled("moment_id", "Every result names its moment."),
            "customer_present": filled("external_userid", "Every result names its customer."),
        },
    ),
    "acquisition_links": Suite(
        columns=_ids(link_id="link_id", name="link.link_name"),
        checks={
            "link_id_present": filled("link_id", "Every link has an id."),
            "name_protected": protected("name", "A link's name"),
        },
    ),
    "acquisition_customers": Suite(
        columns=_ids(link_id="link_id", external_userid="external_userid", userid="userid"),
        checks={
            "link_id_present": filled("link_id", "Every row names its link."),
            "customer_present": filled("external_userid", "Every row names its customer."),
            "userid_present": filled("userid", "Every row names its employee."),
        },
    ),
    "moment_comments": Suite(
        columns=_ids(moment_id="moment_id", kind="kind"),
        checks={
            "moment_id_present": filled("moment_id", "Every reaction names its moment."),
            "kind_known": one_of("kind", ["like", "comment"], "A reaction is a like or a comment."),
            "time_plausible": plausible_time(),
        },
    ),
}

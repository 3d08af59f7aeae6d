"""What is expected of the mini program's landed figures, and of the brand's own logs."""

from __future__ import annotations

from dagster_project.checks.figure_suites import quotas, whole_answers
from dagster_project.checks.suite import (
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

DAY = r"^20[0-9]{6}$"
WEEK = r"^20[0-9]{6}-20[0-9]{6}$"
MONTH = r"^20[0-9]{4}$"
DISTRIBUTIONS = ["access_source_session_cnt", "access_staytime_info", "access_depth_info"]


def _period(pattern: str, says: str) -> Check:
    return looks_like("ref_date", pattern, says)


def _day() -> Check:
    return _period(DAY, "The day is written YYYYMMDD.")


def _openids() -> Check:
    # The brand writes these logs itself: a few odd lines are no reason to withhold all the others.
    return looks_like("openid", OPENID, "Nine users of ten are named by an openid.", share=0.9)


def _visit_trend(period: Check) -> Suite:
    return Suite(
        columns={
            "ref_date": "$.ref_date",
            "visit_pv": "$.visit_pv",
            "visit_uv": "$.visit_uv",
        },
        checks={
            "period_form": period,
            "visits_not_negative": looks_like(
                "visit_pv", NATURAL_NUMBER, "Visits are counted from 0."
            ),
            "visitors_not_negative": looks_like(
                "visit_uv", NATURAL_NUMBER, "Visitors are counted from 0."
            ),
        },
    )


SUITES = {
    "visit_trend_daily": _visit_trend(_day()),
    "visit_trend_weekly": _visit_trend(
        _period(WEEK, "The week is written as its Monday and Sunday.")
    ),
    "visit_trend_monthly": _visit_trend(_period(MONTH, "The month is written YYYYMM.")),
    "retention_daily": Suite(
        columns={"ref_date": "$.ref_date", "visitors": "$.visit_uv"},
        checks={
            "period_form": _day(),
            "visitors_present": filled("visitors", "Retention comes with the day's visitors."),
        },
    ),
    "summary_daily": Suite(
        columns={"ref_date": "$.ref_date", "visit_total": "$.visit_total"},
        checks={
            "period_form": _day(),
            "total_not_negative": looks_like(
                "visit_total", NATURAL_NUMBER, "All users ever are counted from 0."
            ),
        },
    ),
    "visit_pages": Suite(
        columns={
            "ref_date": "$.ref_date",
            "page_path": "$.page_path",
            "page_visit_pv": "$.page_visit_pv",
        },
        checks={
            "period_form": _day(),
            "page_present": filled("page_path", "Every row names its page."),
            "visits_not_negative": looks_like(
                "page_visit_pv", NATURAL_NUMBER, "Visits of a page are counted from 0."
            ),
        },
    ),
    "visit_distribution": Suite(
        columns={"ref_date": "$.ref_date", "index": "$.index"},
        checks={
            "period_form": _day(),
            "index_known": one_of(
                "index", DISTRIBUTIONS, "The distribution is by source, stay or depth."
            ),
        },
    ),
    "user_portrait": Suite(
        columns={"ref_date": "$.ref_date", "visitors": "$.visit_uv"},
        checks={
            "period_present": filled("ref_date", "Every portrait names its period."),
            "visitors_present": filled("visitors", "A portrait describes the period's visitors."),
        },
    ),
    "registry": Suite(
        columns={
            "openid": "$.distinct_id",
            "type": "$.type",
            "unionid": "$.properties.unionid",
            "phone": "$.properties.phone",
            "name": "$.properties.name",
            "nickname": "$.properties.nickname",
        },
        checks={
            "openid_present": filled("openid", "Every profile line names the user by openid."),
            "openid_form": _openids(),
            "unionid_form": looks_like("unionid", OPENID, "A unionid looks like a unionid."),
            "type_known": one_of("type", ["profile_set"], "A line sets a profile."),
            "phone_protected": protected("phone", "A phone number"),
            "name_protected": protected("name", "A name"),
            "nickname_protected": protected("nickname", "A nickname"),
            "time_plausible": plausible_time(),
            "no_clear_mobile": no_clear_mobile(),
        },
    ),
    "events": Suite(
        columns={"openid": "$.distinct_id", "event": "$.event", "time": "$.time"},
        checks={
            "openid_present": filled("openid", "Every event names the user by openid."),
            "openid_form": _openids(),
            "event_present": filled("event", "Every event has a name."),
            "instant_form": looks_like(
                "time", NATURAL_NUMBER, "The instant is in epoch milliseconds."
            ),
            "time_plausible": plausible_time(),
            "no_clear_mobile": no_clear_mobile(),
        },
    ),
    "retention_weekly": whole_answers("visit_uv[0].value"),
    "retention_monthly": whole_answers("visit_uv[0].value"),
    "user_portrait_7d": whole_answers("visit_uv.genders[0].value"),
    "user_portrait_30d": whole_answers("visit_uv.genders[0].value"),
    "api_quotas": quotas(),
}

"""Staging of WeCom: who is gone, who left a chat, and figures on their Shanghai day."""

from __future__ import annotations

from datetime import date

import pytest

from tests.dbt.conftest import Warehouse
from tests.dbt.landing_files import at, token

pytestmark = pytest.mark.pipeline


def test_a_relation_that_ended_is_gone_and_another_employees_is_not(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select userid, is_gone, unionid, added_at, channel_state, add_way_code,"
        " channels_source_code from staging.stg_wecom__customers"
        " where external_userid = 'stg-wm' order by userid"
    )
    assert rows == [
        ("S101-1", True, None, None, None, None, None),
        ("S101-2", False, None, at(4), None, None, 2),
    ]
    versions = warehouse.rows(
        "select unionid, is_gone from staging.stg_wecom__customer_versions"
        " where record_key = 'stg-wm|S101-1' order by landed_seq, landed_position"
    )
    assert versions == [("stg-wm-union", False), (None, True)]


def test_noted_numbers_are_one_row_each(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select external_userid, phone_token, phone_status"
        " from staging.stg_wecom__customer_mobiles where external_userid = 'w4-wm'"
    )
    assert rows == [("w4-wm", token("ph", "w4-p"), "valid")]


def test_members_who_left_stay_on_record(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select member_id, is_customer, is_present, join_scene_code, known_unionid, joined_at"
        " from staging.stg_wecom__group_chat_members where chat_id = 'stg-wr' order by joined_at"
    )
    assert rows == [
        ("S101-1", False, True, None, None, at(1)),
        ("stg-wm-left", True, False, None, "stg-u9", at(2)),
        ("stg-wm-stays", True, True, 3, None, at(3)),
    ]


def test_tags_and_employees_that_were_taken_away_are_gone(warehouse: Warehouse) -> None:
    tags = warehouse.rows(
        "select tag_id, tag_group_id, tag_name, sort_order, group_sort_order, is_gone"
        " from staging.stg_wecom__corp_tags order by tag_id"
    )
    assert tags == [("et0", None, None, None, None, True), ("et1", "g1", "金卡", 2, 1, False)]
    employees = warehouse.rows(
        "select userid, is_gone from staging.stg_wecom__follow_users order by userid"
    )
    assert employees == [("S101-1", False), ("S101-2", True)]


def test_figures_stand_on_their_shanghai_day(warehouse: Warehouse) -> None:
    day = date(2026, 1, 3)
    behaviour = warehouse.rows(
        "select ref_date, chats, messages from staging.stg_wecom__behaviour_daily"
    )
    chats = warehouse.rows(
        "select ref_date, messages, members from staging.stg_wecom__group_statistics_daily"
    )
    assert behaviour == [(day, 4, None)]
    assert chats == [(day, 9, None)]


def test_what_became_of_a_message(warehouse: Warehouse) -> None:
    tasks = warehouse.rows("select is_sent, sent_at from staging.stg_wecom__group_message_tasks")
    assert tasks == [(True, at(6))]
    results = warehouse.rows(
        "select external_userid, chat_id, send_result"
        " from staging.stg_wecom__group_message_results order by all"
    )
    assert results == [("stg-wm", None, "month_full"), (None, "stg-wr", "sent")]
    messages = warehouse.rows(
        "select chat_type, created_by, text_token, created_at"
        " from staging.stg_wecom__group_messages"
    )
    assert messages == [("single", "corp", token("tx", "会员日"), at(5))]


def test_what_became_of_a_moment(warehouse: Warehouse) -> None:
    assert warehouse.values("select created_at from staging.stg_wecom__moments") == [at(7)]
    assert warehouse.values("select is_published from staging.stg_wecom__moment_tasks") == [True]
    results = warehouse.rows("select is_chosen, is_reached from staging.stg_wecom__moment_results")
    assert results == [(True, False)]
    reactions = warehouse.rows(
        "select reaction_type, by_userid, external_userid, reacted_at"
        " from staging.stg_wecom__moment_comments"
    )
    assert reactions == [("like", "b", None, at(8))]


def test_links_and_who_came_over_them(warehouse: Warehouse) -> None:
    links = warehouse.rows(
        "select link_id, employee_userids, skips_verification, marks_source, created_at"
        " from staging.stg_wecom__acquisition_links"
    )
    assert links == [("stg-link", '["S101-1"]', True, None, None)]
    came = warehouse.rows(
        "select external_userid, userid, has_spoken from staging.stg_wecom__acquisition_customers"
    )
    assert came == [("stg-wm", "a", True)]


def test_customers_are_members_met_on_wecom(warehouse: Warehouse) -> None:
    rows = warehouse.rows(
        "select identifiers.value, members.is_wecom_customer, members.is_official_account_follower"
        " from marts.member_identifiers as identifiers"
        " inner join marts.dim_members as members on identifiers.one_id = members.one_id"
        " where identifiers.value in ('w1-wm', 'w2-wm', 'w3-wm') order by all"
    )
    assert rows == [("w1-wm", False, True), ("w2-wm", True, False), ("w3-wm", False, True)]

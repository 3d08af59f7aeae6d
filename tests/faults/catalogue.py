"""The faults that the pipeline is to survive, by number, and the tests that show that it does.

`test_catalogue` holds every entry against the test files, so a fault without a test is noticed, and
so is a test that was renamed or removed.
"""

from __future__ import annotations

from dataclasses import dataclass

API = "tests/faults/test_api.py::test_a_pull_run_again_ends_as_if_nothing_had_happened"
EVERY_REQUEST = "tests/faults/test_api.py::test_one_fault_at_every_request_in_turn"
TIME = "tests/faults/test_time.py"
STORAGE = "tests/faults/test_storage.py"
KILLS = "tests/faults/test_kills.py"
RUNS = "tests/faults/test_whole_runs.py"
FILES = "tests/faults/test_files.py::test_what_came_before_a_whole_export_changes_nothing"
DRIFT = "tests/faults/test_schema_drift.py"
OFFLINE = "tests/connectors/offline"
CALLBACK = "tests/connectors/wechat_official_account/callback"
INSTANCE = "tests/dagster_project/test_instance.py"
MACHINE = "tests/faults/test_machine.py::test_a_whole_home_for_long"


@dataclass(frozen=True)
class Survived:
    """One fault: what goes wrong, and the tests in which it does."""

    number: int
    fault: str
    tests: tuple[str, ...]


def _survived(number: int, fault: str, *tests: str) -> Survived:
    return Survived(number, fault, tests)


CATALOGUE = (
    _survived(
        1,
        "a token expires mid-page; the platform refuses every token",
        API,
        EVERY_REQUEST,
        "tests/faults/test_api.py::test_a_token_that_is_always_refused_ends_the_pull_with_what_to_look_at",
    ),
    _survived(
        2,
        "two processes refresh a token",
        f"{TIME}::test_two_processes_that_need_a_token_ask_for_it_once",
    ),
    _survived(3, "the platform is busy", API),
    _survived(
        4,
        "the daily quota is used up",
        f"{TIME}::test_a_used_up_quota_stops_one_stream_until_midnight_in_shanghai",
    ),
    _survived(5, "the minute's quota is used up", API),
    _survived(
        6,
        "a right or an allow-list entry is lacking",
        "tests/faults/test_api.py::test_a_lacking_right_stops_one_stream_at_once_and_says_what_to_do",
    ),
    _survived(7, "429, 5xx, HTML instead of JSON", API, EVERY_REQUEST),
    _survived(
        8,
        "resets, timeouts, trickling answers",
        API,
        EVERY_REQUEST,
        "tests/faults/test_api.py::test_a_server_that_does_not_come_to_an_end_is_left",
    ),
    _survived(
        9,
        "truncated JSON, invalid UTF-8, control characters, NaN, duplicate keys, large numbers",
        API,
        EVERY_REQUEST,
        f"{DRIFT}::test_texts_of_any_kind_land_as_they_are",
        "tests/connectors/core/test_decode.py::test_what_is_no_json_object_is_refused_without_showing_it",
    ),
    _survived(
        10,
        "pages that repeat, shift, are empty or lead nowhere; totals that are wrong",
        API,
        f"{TIME}::test_a_list_that_grows_while_it_is_read",
        "tests/connectors/core/test_pagination.py::test_an_empty_page_with_more_to_come_goes_on",
        "tests/connectors/core/test_pagination.py::test_a_walk_in_a_circle_is_noticed",
    ),
    _survived(11, "a batch that returns fewer users, or skeletons", API),
    _survived(
        12,
        "more records in one second than a page or a window holds",
        API,
        "tests/faults/test_clusters.py::test_a_second_with_more_records_than_a_page_is_pulled_whole",
    ),
    _survived(
        13,
        "late and corrected data",
        f"{TIME}::test_late_and_restated_data_are_found_by_daily_pulls",
        f"{TIME}::test_late_and_restated_data_are_found_by_daily_pulls_of_all",
    ),
    _survived(
        14,
        "clocks that differ, a host in another time zone",
        f"{TIME}::test_a_platform_whose_clock_differs_from_ours",
        f"{TIME}::test_the_time_zone_of_the_machine_changes_nothing",
    ),
    _survived(
        15,
        "fields new, gone, renamed, of another type; nested ones null; new values",
        f"{DRIFT}::test_a_change_of_shape_lands_as_it_came_and_is_reported",
        f"{DRIFT}::test_the_old_columns_are_right_whatever_else_changed",
    ),
    _survived(
        16,
        "a cursor in the future",
        f"{TIME}::test_a_cursor_in_the_future_is_said_and_loses_nothing",
    ),
    _survived(
        17,
        "pushes delivered again, out of order, forged, stale, replayed or with entities",
        f"{CALLBACK}/test_app.py::test_a_redelivery_is_acknowledged_again_and_stored_once",
        f"{CALLBACK}/test_app.py::test_a_nonce_is_good_for_one_push",
        f"{CALLBACK}/test_app.py::test_pushes_out_of_order_and_at_once_are_all_stored",
        f"{CALLBACK}/test_door.py::test_a_query_that_was_changed_is_refused",
        f"{CALLBACK}/test_door.py::test_an_instant_outside_the_window_is_refused",
    ),
    _survived(
        18,
        "a half-written export",
        FILES,
        "tests/faults/test_files.py::test_a_file_that_is_still_being_copied_waits",
    ),
    _survived(
        19,
        "the same export twice, renamed, corrected",
        FILES,
        "tests/faults/test_files.py::test_a_correction_wins_by_its_day",
        f"{OFFLINE}/test_intake.py::test_the_same_content_again_is_no_news_whatever_its_name",
    ),
    _survived(
        20,
        "no rows, a header alone, a header that moved, merged cells, a row of totals",
        FILES,
        f"{OFFLINE}/test_header.py::test_the_header_is_found_below_titles",
        f"{OFFLINE}/test_header.py::test_two_rows_are_read_as_one_header",
        f"{OFFLINE}/test_members.py::test_words_merged_down_hold_for_every_row_and_numbers_once",
        f"{OFFLINE}/test_sales.py::test_a_total_may_stand_in_any_column",
    ),
    _survived(
        21,
        "encodings",
        FILES,
        f"{OFFLINE}/test_forms.py::test_the_encoding_is_found_by_strict_decoding",
        f"{OFFLINE}/test_forms.py::test_rare_characters_of_names_survive_gb18030",
    ),
    _survived(
        22,
        "phones as numbers, masked phones, dates as serials",
        f"{OFFLINE}/test_texts.py::test_a_phone_stays_as_it_was_written",
        f"{OFFLINE}/test_texts.py::test_a_destroyed_number_is_refused",
        f"{OFFLINE}/test_texts.py::test_leading_zeros_of_a_card_stay",
        f"{OFFLINE}/test_dates.py::test_every_day_comes_back_from_its_serial",
        f"{OFFLINE}/test_dates.py::test_a_workbook_of_1904_counts_from_there",
    ),
    _survived(
        23,
        "commas and line breaks in quotes, ragged rows, tabs",
        FILES,
        f"{OFFLINE}/test_forms.py::test_quoted_line_breaks_stay_in_their_cell",
        f"{OFFLINE}/test_members.py::test_ragged_rows_are_filled_and_shifted_rows_refused",
    ),
    _survived(
        24,
        "bombs, links, passwords, files that are not what their name says",
        FILES,
        f"{OFFLINE}/test_forms.py::test_a_bomb_is_refused_before_it_is_unpacked",
        f"{OFFLINE}/test_forms.py::test_a_password_is_seen_wherever_the_directory_lies",
        f"{OFFLINE}/test_forms.py::test_html_named_xls_is_read_as_a_browser_shows_it",
        f"{OFFLINE}/test_inbox.py::test_links_and_pipes_are_passed_over",
    ),
    _survived(25, "two exports of one day that contradict each other", FILES),
    _survived(
        26,
        "killed at every write, and at random",
        f"{KILLS}::test_killed_at_the_nth_write_until_it_completes",
        f"{KILLS}::test_killed_again_and_again_it_still_arrives",
        f"{KILLS}::test_killed_at_random_forty_times_in_a_row",
        "tests/landing/test_crashes.py::test_killed_at_the_nth_step_for_every_n",
        "tests/e2e/test_again.py::test_a_killed_run_ends_with_the_same_tables",
    ),
    _survived(
        27, "told to stop", f"{KILLS}::test_a_pull_that_is_told_to_stop_stops_and_goes_on_later"
    ),
    _survived(
        28,
        "a full disk, a folder that may not be written",
        f"{STORAGE}::test_a_full_file_system",
        f"{STORAGE}::test_a_disk_that_refuses_the_nth_write",
    ),
    _survived(
        29,
        "state files cut, emptied, garbled, older or newer than the data",
        f"{STORAGE}::test_a_damaged_file_is_no_matter_for_a_person",
        f"{STORAGE}::test_a_log_older_than_its_files",
        f"{STORAGE}::test_a_log_newer_than_its_files",
        f"{STORAGE}::test_a_log_set_back_by_one_page_of_a_file_that_has_left_the_inbox",
        f"{STORAGE}::test_a_cursor_that_says_nothing",
        f"{RUNS}::test_a_build_state_older_than_the_warehouse",
        f"{RUNS}::test_a_warehouse_older_than_its_build_state",
    ),
    _survived(
        30,
        "flipped bytes",
        f"{STORAGE}::test_a_damaged_write_ahead_log",
        f"{STORAGE}::test_a_flipped_byte_of_a_landed_file_is_found_by_the_next_run",
        f"{RUNS}::test_a_damaged_home_mends_itself",
    ),
    _survived(
        31,
        "two runs at once",
        f"{KILLS}::test_two_pulls_of_one_stream_at_once",
        f"{INSTANCE}::test_a_second_run_is_told_who_is_writing",
    ),
    _survived(
        32,
        "a reader holds the published database",
        f"{RUNS}::test_a_reader_never_stops_a_run_nor_loses_what_it_reads",
    ),
    _survived(
        33,
        "a publish that breaks off between tables",
        f"{RUNS}::test_a_publish_killed_at_any_step_shows_the_old_version_or_the_new",
        "tests/serving/test_serving.py::test_a_damaged_version_is_replaced_by_a_whole_one",
    ),
    _survived(
        34,
        "a run whose process is gone",
        f"{INSTANCE}::test_a_run_whose_process_is_gone_is_failed_and_the_living_one_is_not",
        f"{INSTANCE}::test_a_dead_run_gives_back_its_place_in_a_pool",
    ),
    _survived(
        35,
        "landed data of another version of the program",
        "tests/landing/test_crashes.py::test_a_log_of_a_newer_program_is_left_alone",
        f"{STORAGE}::test_a_cursor_that_says_nothing",
        f"{DRIFT}::test_the_old_columns_are_right_whatever_else_changed",
    ),
    _survived(
        36,
        "all of landing is processed again",
        "tests/landing/test_rebuild.py::test_the_log_comes_back_from_the_files",
        f"{RUNS}::test_a_damaged_home_mends_itself",
    ),
    _survived(
        37,
        "another order of arrival, other batches",
        "tests/dbt/test_identity.py::test_members_do_not_depend_on_the_order_of_landing",
        MACHINE,
    ),
    _survived(38, "days without a run", f"{TIME}::test_days_off_are_caught_up"),
)

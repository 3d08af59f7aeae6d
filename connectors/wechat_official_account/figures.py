"""The official account's statistics, one line of a table each.

Followers, articles (the old set, which the platform no longer maintains but still answers, and the
new one, whose figures begin on 2025-11-01), messages from followers, and calls of the brand's
callback. How they are asked for is `connectors.core.datacube`'s.
"""

from __future__ import annotations

from datetime import date

from connectors.core.datacube import Figure

NEW_SET_SINCE = date(2025, 11, 1)
TRACKED_DAYS = 30
OLD_TRACKED_DAYS = 7
SETTLING_DAYS = 4
DAY_FORM = "%Y-%m-%d"

FOLLOWERS = (
    Figure(
        name="user_growth",
        api="getusersummary",
        description="New and lost followers per day and way of arriving, from the user statistics "
        "API.",
        key=("ref_date", "user_source"),
        span=7,
    ),
    Figure(
        name="user_cumulate",
        api="getusercumulate",
        description="Number of followers at the end of each day, from the user statistics API.",
        key=("ref_date",),
        span=7,
    ),
)

OLD_ARTICLES = (
    Figure(
        name="article_summary",
        api="getarticlesummary",
        description="Readers and shares of each article on its publishing day, from the old "
        "article statistics API.",
        key=("ref_date", "msgid"),
    ),
    Figure(
        name="article_total",
        api="getarticletotal",
        description="Running totals of each article over the seven days after publishing, with "
        "where readers came from, from the old article statistics API.",
        key=("ref_date", "msgid"),
        look_back=OLD_TRACKED_DAYS,
    ),
    Figure(
        name="reads_daily",
        api="getuserread",
        description="Readers and reads of all articles per day and source, from the old article "
        "statistics API.",
        key=("ref_date", "user_source"),
        span=3,
    ),
    Figure(
        name="reads_hourly",
        api="getuserreadhour",
        description="Readers and reads of all articles per hour and source, from the old article "
        "statistics API.",
        key=("ref_date", "ref_hour", "user_source"),
    ),
    Figure(
        name="shares_daily",
        api="getusershare",
        description="Shares of all articles per day and place shared to, from the old article "
        "statistics API.",
        key=("ref_date", "share_scene"),
        span=7,
    ),
    Figure(
        name="shares_hourly",
        api="getusersharehour",
        description="Shares of all articles per hour and place shared to, from the old article "
        "statistics API.",
        key=("ref_date", "ref_hour", "share_scene"),
    ),
)

NEW_ARTICLES = (
    Figure(
        name="article_total_detail",
        api="getarticletotaldetail",
        description="Readers, likes and follows that each article brought, restated for 30 days "
        "after publishing, from the new article statistics API.",
        key=("ref_date", "msgid"),
        look_back=TRACKED_DAYS,
        since=NEW_SET_SINCE,
    ),
    Figure(
        name="article_reads",
        api="getarticleread",
        description="Readers of each article per day and source, from the new article statistics "
        "API.",
        key=("ref_date", "msgid"),
        look_back=SETTLING_DAYS,
        since=NEW_SET_SINCE,
    ),
    Figure(
        name="article_shares",
        api="getarticleshare",
        description="Sharers of each article per day, from the new article statistics API.",
        key=("ref_date", "msgid"),
        look_back=SETTLING_DAYS,
        since=NEW_SET_SINCE,
    ),
    Figure(
        name="content_summary",
        api="getbizsummary",
        description="Readers, sharers, likes and comments of all articles per day, from the new "
        "article statistics API.",
        key=("ref_date",),
        span=30,
        look_back=SETTLING_DAYS,
        since=NEW_SET_SINCE,
    ),
)

MESSAGES = (
    Figure(
        name="message_counts_daily",
        api="getupstreammsg",
        description="Messages that followers sent per day and kind, and how many sent them, from "
        "the message statistics API.",
        key=("ref_date", "msg_type"),
        span=7,
    ),
    Figure(
        name="message_counts_hourly",
        api="getupstreammsghour",
        description="Messages that followers sent per hour and kind, from the message statistics "
        "API.",
        key=("ref_date", "ref_hour", "msg_type"),
    ),
    Figure(
        name="message_counts_weekly",
        api="getupstreammsgweek",
        description="Messages that followers sent per Monday-to-Sunday week and kind, and how many "
        "different followers sent them, from the message statistics API.",
        key=("ref_date", "msg_type"),
        unit="week",
        look_back=7,
        names_first_day=True,
    ),
    Figure(
        name="message_counts_monthly",
        api="getupstreammsgmonth",
        description="Messages that followers sent per calendar month and kind, and how many "
        "different followers sent them, from the message statistics API.",
        key=("ref_date", "msg_type"),
        unit="month",
        look_back=28,
        names_first_day=True,
    ),
    Figure(
        name="message_senders_daily",
        api="getupstreammsgdist",
        description="How many followers sent few or many messages per day, from the message "
        "statistics API.",
        key=("ref_date", "count_interval"),
        span=15,
    ),
    Figure(
        name="message_senders_weekly",
        api="getupstreammsgdistweek",
        description="How many followers sent few or many messages per Monday-to-Sunday week, from "
        "the message statistics API.",
        key=("ref_date", "count_interval"),
        unit="week",
        look_back=7,
        names_first_day=True,
    ),
    Figure(
        name="message_senders_monthly",
        api="getupstreammsgdistmonth",
        description="How many followers sent few or many messages per calendar month, from the "
        "message statistics API.",
        key=("ref_date", "count_interval"),
        unit="month",
        look_back=28,
        names_first_day=True,
    ),
)

CALLBACK = (
    Figure(
        name="interface_daily",
        api="getinterfacesummary",
        description="How often WeChat called the brand's callback per day, how often it failed and "
        "how long it took, from the interface statistics API.",
        key=("ref_date",),
        span=30,
    ),
    Figure(
        name="interface_hourly",
        api="getinterfacesummaryhour",
        description="How often WeChat called the brand's callback per hour, how often it failed "
        "and how long it took, from the interface statistics API.",
        key=("ref_date", "ref_hour"),
    ),
)

FIGURES = (*FOLLOWERS, *OLD_ARTICLES, *NEW_ARTICLES, *MESSAGES, *CALLBACK)

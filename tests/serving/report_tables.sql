-- The columns of the published tables that the report reads.
create table dim_members (
    one_id varchar, last_seen_at timestamp, name_masked varchar, phone_masked varchar,
    member_level varchar, channel_count integer, is_official_account_follower boolean,
    is_mini_program_user boolean, is_shop_buyer boolean, is_store_customer boolean,
    is_registered boolean, order_count integer, net_revenue decimal(18, 2),
    is_youzan_customer boolean, is_wecom_customer boolean
);
create table kpi_daily (
    business_date date, net_revenue decimal(18, 2), new_members integer,
    repurchase_rate_90d decimal(9, 4)
);
create table member_lifecycle (
    one_id varchar, consumption_stage varchar, activity_stage varchar, last_order_date date,
    reason varchar, reason_zh varchar
);
create table dim_tags (
    tag_code varchar, tag_name varchar, label_zh varchar, category varchar, kind varchar,
    definition varchar, member_count integer, value_count integer, coverage decimal(9, 4),
    definition_zh varchar
);
create table member_tags (one_id varchar, tag_code varchar, tag_value varchar);
create table member_rfm (
    one_id varchar, monetary decimal(18, 2), recency_score integer, frequency_score integer,
    segment varchar
);
create table member_identifiers (
    identifier_id varchar, one_id varchar, identifier_type varchar, scope varchar, value varchar,
    status varchar, first_landed_seq bigint, first_landed_position integer
);
create table member_identity_links (
    link_id varchar, from_identifier_id varchar, from_one_id varchar, to_identifier_id varchar,
    status varchar, rule varchar, sources varchar, is_verified boolean, record_count bigint,
    first_seen_at timestamp, last_seen_at timestamp
);
create table source_freshness (
    source varchar, stream varchar, status varchar, is_late boolean, last_landed_at timestamp,
    last_occurred_at timestamp, hours_since_landed integer, expected_hours integer, row_count bigint
);

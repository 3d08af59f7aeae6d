-- A member with a card, a follow and an order, and one who only follows.
insert into dim_members values
    ('m_first', '2026-02-28 10:00', '欧**', '199****0001', '金卡', 2, true, false, false, true,
     true, 3, 1234.50, false, true),
    ('m_second', '2026-02-27 10:00', null, null, null, 1, true, false, false, false, false, 0, 0, false, false);
insert into kpi_daily values
    ('2026-02-27', 1000.00, 2, 0.1000),
    ('2026-02-28', 234.50, 0, 0.3750);
insert into member_lifecycle values
    ('m_first', 'repeat', 'loyal', '2026-02-28', '纸尿裤 is bought again within 31 days',
     '纸尿裤的 80 个复购间隔中，80% 不超过 31 天'),
    ('m_second', 'prospect', 'potential', null, 'No purchase yet', '尚未购买');
insert into dim_tags values
    ('preferred_category', 'Preferred category', '偏好品类', '消费偏好', 'preference', 'Most money.',
     1, 1, 0.6250, '累计消费金额最多的品类。');
insert into member_tags values ('m_first', 'preferred_category', '纸尿裤');
insert into member_rfm values ('m_first', 1234.50, 5, 4, 'key_value');
insert into member_identifiers values
    ('i1', 'm_first', 'oa_openid', 'wx', 'oa_openid_of_the_first', 'linked', 1, 0),
    ('i2', 'm_first', 'member_card', 'demo', '880000000001', 'linked', 1, 1),
    ('i3', 'm_first', 'phone', '', 'ph1_0123456789abcdef0123456789abcdef', 'linked', 1, 2),
    ('i4', 'm_second', 'oa_openid', 'wx', 'oa_openid_of_the_second', 'linked', 2, 0);
insert into member_identity_links values
    ('l1', 'i1', 'm_first', 'i3', 'linked', 'verified_phone', 'wechat_official_account', true, 3,
     '2026-01-01 00:00', '2026-01-05 00:00'),
    ('l2', 'i2', 'm_first', 'i3', 'linked', 'phone_and_name', 'offline', false, 1,
     '2026-01-02 00:00', '2026-01-02 00:00'),
    ('l3', 'i4', 'm_second', 'i3', 'refused', 'phone_moved', 'wechat_mini_program', true, 1,
     '2026-01-03 00:00', '2026-01-03 00:00');
insert into source_freshness values
    ('offline', 'sales', 'late', true, '2026-03-01 00:30', null, 300, 204, 5);

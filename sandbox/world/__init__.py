"""The made-up world: who the people are and everything they do, as columns of NumPy arrays.

`World(people, days, seed, until)` makes everything at once, from the seed alone; `until` only
shifts the dates. The world covers the `days` days before `until` 00:00 Shanghai (`start_ts` to
`until_ts`) and 14 more days (to `end_ts`), so that a moving clock reveals new things. A reader with
a clock shows the rows whose instant is not later than the clock (`views` derives states that way);
nothing that happens at an instant depends on what comes after it.

What belongs here: generation. What does not: wire formats (`sandbox.platforms`, `sandbox.logs`),
files, the truth.

Every table is a `Table`: `world.follows.person`, `len(world.follows)`, `world.follows.columns`.
Instants are int64 epoch seconds (UTC), -1 means "never" or "none", money is fen, a name of another
table is a row index into it. `*` marks the column a table is sorted by; an index into a word list
of `vocabulary` names that list in capitals.

People and accounts
    people: gender (0 unknown, 1 male, 2 female), birth_day (days since 1970), name_id, province_id,
        city_id (`places`), joined_at, silent_at, archetype (ARCHETYPES), category (favourite,
        CATEGORIES), follow, mini_user, card (row indices)
    phones: person*, phone (11 digits), valid_from, valid_to, kind (0 own, 1 family, 2 given up or
        changed, 3 taken over from another person, 4 new after a change)
    follows: person, openid_id, unionid_visible_at (-1 never), first_subscribed_at*, scene
        (SUBSCRIBE_SCENES), qr_scene (index into `world.qr_scenes`)
    follow_events: follow, at*, kind (0 subscribe, 1 unsubscribe, 2 SCAN), qr_scene; only from
        `start_ts` on: older followers are in `follows` alone
    menu_taps: follow, at*, entry (MENU)
    received_messages: follow, at*, kind (FOLLOWER_MESSAGE_KINDS), text (FOLLOWER_TEXTS)
    locations: follow, at*, store (the one nearby)
    template_results: message, follow, at*, status (TEMPLATE_STATUSES)
    mass_sends: at* (when it was through), total, filtered, sent, errors
    mini_users: person, app (0 or 1), openid_id, login_id (0 never registered), unionid_visible_at,
        opened_at*, registered_at, phone (at registration), phone_2 and phone_2_at (换绑),
        name_given, inviter (mini_user), channel (REGISTER_CHANNELS), card, card_bound_at, store
    registry_changes: mini_user, at*, kind (REGISTRY_KINDS), has_unionid, is_registered, phone,
        has_name, level (LEVELS), points, card; one row is one line of the log
    cards: card_no, person, phone_written (text by `world.card_phone`), phone_case (PHONE_CASES),
        name_form (NAME_FORMS; text by `world.card_name`), opened_at*, store, guide, is_second;
        level, points, stored_fen, prior_count, prior_fen, prior_last_at as of
        max(opened_at, start_ts) (as of a clock: `views.card_state`)
    referrals: inviter, invitee (mini_user), at* (the invitee's registration)

Goods and places
    products: one row per SKU: sku (text), spu (number), name, spu_name, variant, category
        (CATEGORIES), price_fen, market_fen, product_id (per spu), sku_id, barcode, listed_at
    stores: code, name, province_id, city_id
    guides: store, name_id, phone; clerks and cashiers, four per store

Purchases
    shop_orders: order_no*, buyer (person), openid_id, has_unionid, created_at*, paid_at,
        shipped_at, completed_at, cancelled_at (unpaid), refunded_at (all lines fully refunded:
        status 200), product_fen, freight_fen, discount_fen, coupon_fen, order_fen, coupon,
        pay_method (1, 2), source (order_scene 1-6), province_id, city_id
    shop_lines: order*, line_no (from 1), product, quantity, unit_fen, real_fen (paid for the line)
    shop_aftersales: aftersale_no*, order, line (row of shop_lines), created_at*, completed_at (-1
        pending), amount_fen, quantity, kind (AFTERSALE_KINDS), outcome (AFTERSALE_OUTCOMES),
        reason (AFTERSALE_REASONS)
    gifts: order* (row of shop_orders; its buyer gives), gift_no, receiver (person, who ordered
        before), accepted_at (before it ships)
    tickets: ticket_no (int), store, register, cashier (guide), at*, card, phone_written, person (-1
        anonymous), pay_method (PAY_METHODS), amount_fen, points, returns (the ticket whose goods
        come back; then amounts are negative)
    ticket_lines: ticket*, line_no, product, quantity, unit_fen, discount_fen,
        amount_fen = quantity x unit_fen - discount_fen

Member programme
    coupons: coupon_no, template (COUPON_TEMPLATES), person, mini_user, received_at*, valid_until,
        used_at, order, value_fen, threshold_fen
    points: person, mini_user, card (one of the two is set), at*, delta, balance, earned_total,
        reason (POINT_REASONS), ref (shop order, ticket or referral)
    stored_values: card, at*, delta_fen, balance_fen, ticket (-1 top-up)
    campaigns: at*, channel (MESSAGE_CHANNELS), code (text)
    messages: campaign, person, mini_user, channel, sent_at*, clicked_at

Youzan shop
    youzan_customers: person, created_at*, first_trade_at, openid_kind (0 none, 1 official account,
        2 mini program), mobile (-1 not told), mobile_2 and mobile_2_at (told after a change),
        name_given, member_at (-1 never)
    youzan_trades: number, customer and buyer (person; -1 anonymous), created_at*, paid_at,
        shipped_at, completed_at, cancelled_at (unpaid), refunded_at (all of it), product_fen,
        freight_fen, discount_fen, coupon (row of youzan_vouchers), coupon_fen, order_fen, kind
        (0 usual, 1 gift, 6 QR code, 10 group), receiver (person, of gifts), lines_hold_freight,
        province_id, city_id; number by `world.youzan_tid`
    youzan_lines: order* (trade), line_no, product, quantity, unit_fen, real_fen
    youzan_refunds: as shop_aftersales; of a whole trade one refund also holds the freight
    youzan_points: customer, at*, delta, balance, reason (`youzan_programme.POINT_REASONS`), order
    youzan_vouchers: voucher_no, template (`youzan_programme.VOUCHER_TEMPLATES`), customer, person,
        received_at*, valid_until, used_at, order (trade), value_fen, threshold_fen

Behaviour
    mini_events: mini_user, at*, event (EVENTS), session (number, -1 none), product, value, ref:
        $MPLaunch            value = scene id, ref = campaign
        $MPViewScreen        value = stay in seconds, ref = page (PAGES)
        search               value = results, ref = keyword (KEYWORDS)
        view_product         product
        add_to_cart          product, value = quantity
        share                value = share scene, ref = page
        submit_order, pay_order          value = fen, ref = shop order
        receive_coupon, use_coupon       ref = coupon
        earn_points, redeem_points       value = points, ref = reason
        message_receive, message_click   ref = message
        invite               ref = invitee (mini_user)
        register             value = channel

WeCom (企业微信), tables of `world.wecom`; words are in `wecom_words`
    staff: guide, store, userid (text), state (0 active, 1 no licence, 2 never activated)
    contacts: person*, type (1 WeChat, 2 WeCom user), shows_unionid; everybody with an
        external_userid (`world.wecom.ids.external`), whether or not an employee was added
    relations: person, staff, added_at*, ended_at, ended_by (0 nobody, 1 customer, 2 staff),
        add_way (the platform's code), state (store, or from `len(stores)` on CAMPAIGN_STATES; -1),
        remark_form (REMARK_FORMS), mobile (the number noted; -1 none); several rows of one person
        and employee follow each other and never overlap
    chats: store, owner (staff), created_at*
    chat_members: chat, staff or person (the other is -1), joined_at*, left_at, scene (the
        platform's code), inviter (staff, -1)
    messages, moments: created_at*, create_type (0 corp, 1 personal), creator (staff, -1 corp),
        chat_type (0 single, 1 group), text
    message_tasks, moment_tasks: message* (row of messages or moments), staff, confirmed_at (-1)
    message_sends, moment_sends: task*, relation (-1 for a chat), chat (messages alone; -1), status
        (0 not sent, 1 sent, 2 no longer a friend, 3 the month is full; 0 until confirmed)
    moment_reactions: task, relation (-1 the employee's own), kind (0 like, 1 comment), at*
"""

from sandbox.world.hard_cases import HardCases
from sandbox.world.table import Table
from sandbox.world.world import World

__all__ = ["HardCases", "Table", "World"]

"""The sandbox's one Starlette app: every platform, the brand's logs, and the controls, on one host.

`create_app` puts the rooms together; each of them has its own module. Running the app is in
`sandbox.serve`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Route

from sandbox.accounts import (
    MINI_PROGRAM,
    OFFICIAL_ACCOUNT,
    SHOP,
    WECOM,
    WECOM_DIRECTORY_SECRET,
    YOUZAN,
)
from sandbox.platforms.articles import Articles
from sandbox.platforms.brand_logs import BrandLogs
from sandbox.platforms.canary import Canary, CanaryPlanter
from sandbox.platforms.clock import SandboxClock
from sandbox.platforms.control import Control
from sandbox.platforms.credentials import Credentials
from sandbox.platforms.endpoint import Endpoints
from sandbox.platforms.faults import FaultScript
from sandbox.platforms.followers import Followers
from sandbox.platforms.gateway import Gateway
from sandbox.platforms.login_codes import LoginCodes
from sandbox.platforms.mini_program import MiniProgram
from sandbox.platforms.official_account import OfficialAccount
from sandbox.platforms.official_account_figures import OfficialAccountFigures
from sandbox.platforms.official_account_inbound import InboundFigures
from sandbox.platforms.official_account_old_figures import OldArticleFigures
from sandbox.platforms.portrait import Portrait
from sandbox.platforms.quota import Quotas
from sandbox.platforms.request_diary import RequestDiary
from sandbox.platforms.shop_aftersales import ShopAftersales
from sandbox.platforms.shop_coupons import ShopCoupons
from sandbox.platforms.shop_figures import ShopFigures
from sandbox.platforms.shop_gifts import Gifts, ShopGifts
from sandbox.platforms.shop_members import Programme, ShopMembers
from sandbox.platforms.shop_order_document import OrderDocuments
from sandbox.platforms.shop_orders import OrderBook, ShopOrders
from sandbox.platforms.shop_products import ShopProducts
from sandbox.platforms.tokens import LIFETIME, Login, TokenStore
from sandbox.platforms.visits import Visits
from sandbox.platforms.wecom import wecom_endpoints
from sandbox.platforms.wecom_gate import WecomLimits
from sandbox.platforms.youzan_customers import MOST_ROWS, Unit, YouzanCustomers
from sandbox.platforms.youzan_gateway import YouzanEndpoints, YouzanGateway
from sandbox.platforms.youzan_refunds import YouzanRefunds
from sandbox.platforms.youzan_tokens import YouzanTokens
from sandbox.platforms.youzan_trade_document import TradeDocuments
from sandbox.platforms.youzan_trades import YouzanTrades
from sandbox.world import World

LOGINS = (
    Login("official_account", OFFICIAL_ACCOUNT.appid, OFFICIAL_ACCOUNT.secret),
    Login("mini_program", MINI_PROGRAM.appid, MINI_PROGRAM.secret),
    Login("shop", SHOP.appid, SHOP.secret),
    Login("wecom", WECOM.appid, WECOM.secret),
    Login("wecom_directory", WECOM.appid, WECOM_DIRECTORY_SECRET),
)


@dataclass(frozen=True, slots=True)
class Options:
    """What can be set about the platforms, apart from the world behind them.

    Attributes:
        follower_page: Openids a page of `user/get`.
        most_orders_per_window: Above it a window of orders is refused with 31042.
        most_pages: Pages in one answer of the mini program's page figures.
        token_lifetime: Seconds an access token lives.
        daily_quotas: Calls a day by path, over the platform's usual ones.
        minute_quotas: Calls a minute by path; none by default.
        quota_file: Where the counters rest between two runs.
        faults: The fault script at the start, as `faults.Fault` describes it.
        canary: A person to plant.
        wecom: Call limits and cursors of 企业微信.
        youzan_unit: What Youzan's customer list reads its time filters in.
        most_youzan_customers: Rows that list gives before it refuses.
    """

    follower_page: int = 10_000
    most_orders_per_window: int = 10_000
    most_pages: int = 200
    token_lifetime: int = LIFETIME
    daily_quotas: Mapping[str, int] = field(default_factory=dict)
    minute_quotas: Mapping[str, int] = field(default_factory=dict)
    quota_file: Path | None = None
    faults: Sequence[Mapping[str, Any]] = ()
    canary: Canary | None = None
    wecom: WecomLimits = field(default_factory=WecomLimits)
    youzan_unit: Unit = "seconds"
    most_youzan_customers: int = MOST_ROWS


def create_app(world: World, clock: SandboxClock, options: Options | None = None) -> Starlette:
    """Build the app in front of a world.

    Args:
        world: What happened and will happen.
        clock: Until when it is told.
        options: Limits, faults and plants.
    """
    options = options or Options()
    tokens = TokenStore(LOGINS, options.token_lifetime)
    quotas = Quotas(options.daily_quotas, options.minute_quotas, options.quota_file)
    script = FaultScript(options.faults)
    planter = CanaryPlanter(options.canary)
    endpoints = _platform_endpoints(world, options)
    endpoints |= wecom_endpoints(world, tokens, options.wecom)
    logins = {login.appid: login for login in LOGINS}
    codes, diary = LoginCodes(world, tokens), RequestDiary()
    endpoints |= codes.endpoints()
    endpoints |= Credentials(tokens, quotas, logins, endpoints, diary).endpoints()
    gateway = Gateway(endpoints, tokens, quotas, script, clock, planter.finish, diary)
    youzan = YouzanGateway(
        _youzan_endpoints(world, options),
        YouzanTokens(YOUZAN),
        quotas,
        script,
        clock,
        planter.finish,
    )
    youzan.requests = gateway.requests
    control = Control(world, clock, script, quotas, planter, gateway, codes)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        quotas.save()

    routes = [
        *control.routes(),
        *youzan.routes(),
        *BrandLogs(world, clock, planter, script).routes(),
        Route("/{path:path}", gateway.answer, methods=["GET", "POST"]),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


def _platform_endpoints(world: World, options: Options) -> Endpoints:
    followers = Followers(world)
    articles = Articles(world, followers)
    gifts, programme = Gifts(world), Programme(world)
    book = OrderBook(world, gifts)
    documents = OrderDocuments(world, gifts)
    parts = (
        OfficialAccount(world, followers, options.follower_page),
        OfficialAccountFigures(followers, articles),
        OldArticleFigures(followers, articles),
        InboundFigures(world),
        MiniProgram(Visits(world), Portrait(world), options.most_pages),
        ShopOrders(book, documents, options.most_orders_per_window),
        ShopAftersales(world, gifts),
        ShopGifts(world),
        ShopProducts(world),
        ShopCoupons(world, programme),
        ShopMembers(world, programme),
        ShopFigures(world),
    )
    endpoints: Endpoints = {}
    for part in parts:
        endpoints |= part.endpoints()
    return endpoints


def _youzan_endpoints(world: World, options: Options) -> YouzanEndpoints:
    parts = (
        YouzanTrades(world, TradeDocuments(world)),
        YouzanRefunds(world),
        YouzanCustomers(world, options.youzan_unit, options.most_youzan_customers),
    )
    endpoints: YouzanEndpoints = {}
    for part in parts:
        endpoints |= part.endpoints()
    return endpoints

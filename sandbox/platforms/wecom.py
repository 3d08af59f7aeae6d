"""企业微信 put together: its token endpoint and all endpoints of customer contacts."""

from __future__ import annotations

from typing import Any

from sandbox.platforms.endpoint import Call, Endpoints
from sandbox.platforms.tokens import TokenStore
from sandbox.platforms.wecom_chats import WecomChats
from sandbox.platforms.wecom_contacts import WecomContacts
from sandbox.platforms.wecom_gate import WecomGate, WecomLimits
from sandbox.platforms.wecom_links import WecomLinks
from sandbox.platforms.wecom_people import WecomPeople
from sandbox.platforms.wecom_reach import WecomReach
from sandbox.world import World

TOKEN = "/cgi-bin/gettoken"  # noqa: S105 - an address


def wecom_endpoints(world: World, tokens: TokenStore, limits: WecomLimits) -> Endpoints:
    """Return every endpoint of the brand's WeCom.

    Args:
        world: What happened.
        tokens: Gives the tokens out.
        limits: How often it may be called.
    """
    gate, people = WecomGate(limits), WecomPeople(world)

    def token(call: Call) -> dict[str, Any]:
        return tokens.of_app(call.query, call.now)

    endpoints: Endpoints = {TOKEN: gate.endpoint(TOKEN, token, "GET", "none")}
    for part in (WecomContacts, WecomChats, WecomReach, WecomLinks):
        endpoints |= part(people, gate).endpoints()
    return endpoints

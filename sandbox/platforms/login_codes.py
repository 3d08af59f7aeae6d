"""小程序: logging in and telling a phone number, with codes that work once and for five minutes.

On the real platform a code comes out of WeChat on somebody's phone; here a test asks for one at
`POST /_sandbox/codes`. Who the users are stands in `world.mini_users`.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sandbox.accounts import MINI_PROGRAM
from sandbox.platforms.columns import ints
from sandbox.platforms.endpoint import Call, Endpoint, Endpoints
from sandbox.platforms.errors import PlatformError
from sandbox.platforms.tokens import TokenStore
from sandbox.world import World

FAMILY: Final = "mini_program"
LIFETIME = 300
LOGINS_PER_MINUTE = 100
CHINA = "86"


@dataclass(slots=True)
class _Code:
    user: int
    ends_at: int


class LoginCodes:
    """Gives out codes and takes them back.

    Args:
        world: Who the users are.
        tokens: Checks the appid and the secret of a login.
    """

    def __init__(self, world: World, tokens: TokenStore) -> None:
        self._world = world
        self._tokens = tokens
        self._codes: dict[tuple[str, str], _Code] = {}
        self._logins: dict[int, tuple[int, int]] = {}
        self._given = 0

    def endpoints(self) -> Endpoints:
        """Return the endpoints of login and phone number."""
        return {
            "/sns/jscode2session": Endpoint(self._session, "GET", "none"),
            "/wxa/business/getuserphonenumber": Endpoint(self._phone, "POST", FAMILY),
        }

    def issue(self, openid: str, now: int) -> dict[str, str]:
        """Give out a login code and a phone code for a user of the mini program.

        Raises:
            ValueError: Nobody in the world has this openid there.
        """
        ids = self._world.decode_openid(MINI_PROGRAM.appid, [openid])
        users = self._world.mini_users
        found = np.flatnonzero((users.app == 0) & (ints(users.openid_id) == ids[0]))
        if ids[0] < 0 or not len(found):
            raise ValueError(f"The mini program has no user {openid!r}.")
        codes = {}
        for use in ("login", "phone"):
            self._given += 1
            code = hashlib.sha256(f"{openid}|{self._given}|{now}".encode()).hexdigest()
            self._codes[use, code] = _Code(int(found[0]), now + LIFETIME)
            codes[f"{use}_code"] = code
        return codes

    def _session(self, call: Call) -> dict[str, Any]:
        query: Mapping[str, str] = call.query
        if query.get("grant_type") != "authorization_code":
            raise PlatformError(40002)
        login = self._tokens.authenticate(query.get("appid"), query.get("secret"))
        if login.family != FAMILY:
            raise PlatformError(40013)
        if not query.get("js_code"):
            raise PlatformError(41008)
        user = self._take("login", query["js_code"], call.now)
        minute, logins = self._logins.get(user, (0, 0))
        logins = logins + 1 if minute == call.now // 60 else 1
        self._logins[user] = (call.now // 60, logins)
        if logins > LOGINS_PER_MINUTE:
            raise PlatformError(45011)
        key = hashlib.md5(f"{user}|{call.now}".encode(), usedforsecurity=False).digest()
        users = self._world.mini_users
        answer = {
            "openid": self._world.openid(MINI_PROGRAM.appid, users.openid_id[user : user + 1])[0],
            "session_key": base64.b64encode(key).decode(),
        }
        if 0 <= users.unionid_visible_at[user] <= call.now:
            answer["unionid"] = self._world.unionid(users.person[user : user + 1])[0]
        return answer

    def _phone(self, call: Call) -> dict[str, Any]:
        user = self._take("phone", str(call.body.get("code") or ""), call.now)
        person = self._world.mini_users.person[user : user + 1]
        number = str(self._world.phone_at(person, np.array([call.now]))[0])
        return {
            "errcode": 0,
            "errmsg": "ok",
            "phone_info": {
                "phoneNumber": number,
                "purePhoneNumber": number,
                "countryCode": CHINA,
                "watermark": {"timestamp": call.now, "appid": MINI_PROGRAM.appid},
            },
        }

    def _take(self, use: str, code: str, now: int) -> int:
        """Return whose code it is; it works no second time."""
        found = self._codes.pop((use, code), None)
        if found is None or now >= found.ends_at:
            raise PlatformError(40029)
        return found.user

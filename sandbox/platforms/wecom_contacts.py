"""企业微信: the staff with customers, each customer as each employee knows them, and corp tags."""

from __future__ import annotations

from typing import Any

import numpy as np

from sandbox.platforms.columns import Ints, ints, pick
from sandbox.platforms.endpoint import Call, Endpoints
from sandbox.platforms.errors import PlatformError
from sandbox.platforms.wecom_gate import WecomGate, done, texts
from sandbox.platforms.wecom_people import WecomPeople
from sandbox.world.vocabulary import CATEGORIES, LEVELS
from sandbox.world.wecom_words import (
    CAMPAIGN_STATES,
    FROM_CHANNELS,
    REMARK_FORMS,
    TAG_GROUPS,
    WECOM_USER,
)

MOST_USERS, MOST_PER_PAGE, USUAL_PER_PAGE = 100, 100, 50
MOST_FOLLOWERS = 500
GROUP_NUMBERS = 1_000
# per million of relations: who carries a tag of each group
_TAGGED = (450_000, 550_000, 250_000, 150_000)
_DESCRIBED = 120_000
_CORP = "海棠贸易"


class WecomContacts:
    """Answers `/cgi-bin/externalcontact/*` about customers.

    Args:
        people: Employees and relations.
        gate: Limits, cursors and refusals.
    """

    def __init__(self, people: WecomPeople, gate: WecomGate) -> None:
        self._people = people
        self._gate = gate
        self._world, self._wecom = people.world, people.wecom
        numbers = [
            group * 100 + place
            for group, (_, tags) in enumerate(TAG_GROUPS)
            for place in range(len(tags))
        ]
        spelled = self._wecom.ids.spell("et", np.array(numbers))
        self._tag_ids = dict(zip(numbers, spelled, strict=True))

    def endpoints(self) -> Endpoints:
        """Return the endpoints of customers and tags."""
        base = "/cgi-bin/externalcontact"
        declare = self._gate.endpoint
        asked = {
            f"{base}/get_follow_user_list": self._follow_users,
            f"{base}/list": self._list,
            f"{base}/get": self._get,
        }
        posted = {
            f"{base}/batch/get_by_user": self._batch,
            f"{base}/get_corp_tag_list": self._tags,
        }
        return {path: declare(path, handler, "GET") for path, handler in asked.items()} | {
            path: declare(path, handler) for path, handler in posted.items()
        }

    def _follow_users(self, _call: Call) -> dict[str, Any]:
        return done(follow_user=self._people.userids)

    def _list(self, call: Call) -> dict[str, Any]:
        rows, _ = self._people.able([call.query.get("userid", "")])
        relations = self._people.relations_of(rows[0], call.now)
        if not len(relations):
            raise PlatformError(84061)
        persons = ints(self._wecom.relations.person)[relations]
        return done(external_userid=self._people.external_userids(persons))

    def _batch(self, call: Call) -> dict[str, Any]:
        userids = texts(call.body, "userid_list", MOST_USERS)
        if not userids:
            raise PlatformError(40058)
        rows, unlicensed = self._people.able(userids)
        found = [self._people.relations_of(staff, call.now) for staff in rows]
        keys = np.concatenate(
            [place * len(self._wecom.relations) + part for place, part in enumerate(found)]
        )
        if not len(keys):
            raise PlatformError(84061)
        places, cursor = self._gate.page(call, keys, MOST_PER_PAGE, USUAL_PER_PAGE)
        relations = np.concatenate(found)[places]
        answer = done(external_contact_list=self._spell(relations), next_cursor=cursor)
        if unlicensed:
            answer["fail_info"] = {"unlicensed_userid_list": unlicensed}
        return answer

    def _get(self, call: Call) -> dict[str, Any]:
        contact = self._people.contact(call.query.get("external_userid", ""))
        person = int(self._wecom.contacts.person[contact])
        relations = self._people.relations_with(person, call.now)
        if not len(relations):
            raise PlatformError(84061)
        spelled = self._spell(relations[:MOST_FOLLOWERS])
        followers = [self._with_tags(one["follow_info"]) for one in spelled]
        return done(external_contact=spelled[0]["external_contact"], follow_user=followers)

    def _with_tags(self, info: dict[str, Any]) -> dict[str, Any]:
        """Turn the ids that the batch tells into the named tags that a single customer shows."""
        carried = set(info.pop("tag_id"))
        info["tags"] = [
            {"group_name": group, "tag_name": tag, "tag_id": tag_id, "type": 1}
            for number, (group, tags) in enumerate(TAG_GROUPS)
            for place, tag in enumerate(tags)
            if (tag_id := self._tag_ids[number * 100 + place]) in carried
        ]
        if "wechat_channels" in info:
            info["wechat_channels"].pop("source")
        return info

    def _spell(self, relations: Ints) -> list[dict[str, Any]]:
        table = self._wecom.relations
        persons = ints(table.person)[relations]
        contacts = self._outside(persons)
        names = self._world.name(persons)
        tags = self._tags_of(relations, persons)
        return [
            {
                "external_contact": contact,
                "follow_info": self._follow_info(int(relation), contact["name"], name, carried),
            }
            for relation, contact, name, carried in zip(
                relations, contacts, names, tags, strict=True
            )
        ]

    def _outside(self, persons: Ints) -> list[dict[str, Any]]:
        rows = self._people.contacts_of(persons)
        types = self._wecom.contacts.type[rows].tolist()
        shown = self._wecom.contacts.shows_unionid[rows].tolist()
        columns = zip(
            self._people.external_userids(persons),
            self._world.nickname(persons),
            self._world.name(persons),
            self._world.unionid(persons),
            self._world.people.gender[persons].tolist(),
            types,
            shown,
            strict=True,
        )
        return [_outside(*column) for column in columns]

    def _follow_info(
        self, relation: int, nickname: str, name: str, tags: list[str]
    ) -> dict[str, Any]:
        table = self._wecom.relations
        state, way = int(table.state[relation]), int(table.add_way[relation])
        category = CATEGORIES[int(self._world.people.category[table.person[relation]])]
        userid = self._people.userid(int(table.staff[relation]))
        noted = int(table.mobile[relation])
        described = int(pick(np.array([relation]), 31)[0]) < _DESCRIBED
        info: dict[str, Any] = {
            "userid": userid,
            "remark": self._remark(relation, nickname, name, category),
            "description": f"常买{category},周末到店" if described else "",
            "createtime": int(table.added_at[relation]),
            "tag_id": tags,
            "remark_mobiles": [str(noted)] if noted >= 0 else [],
            "oper_userid": userid,
            "add_way": way,
        }
        if state >= 0:
            info["state"] = self.state_text(state)
        if way == FROM_CHANNELS:
            info["wechat_channels"] = {"nickname": "禾小朵育儿", "source": 1 + relation % 3}
        return info

    def state_text(self, state: int) -> str:
        """Spell the channel parameter of a QR code."""
        codes = self._world.stores.code
        if state < len(codes):
            return f"store_{codes[state]}"
        return CAMPAIGN_STATES[state - len(codes)]

    def _remark(self, relation: int, nickname: str, name: str, category: str) -> str:
        form = REMARK_FORMS[int(self._wecom.relations.remark_form[relation])]
        level = LEVELS[int(pick(np.array([relation]), 71)[0]) % len(LEVELS)]
        return {
            "none": nickname,
            "name": name,
            "name_level": f"{name} {level}",
            "name_category": f"{name}-{category}",
            "nickname": f"{nickname}(到店)",
        }[form]

    def _tags_of(self, relations: Ints, persons: Ints) -> list[list[str]]:
        carried: list[list[str]] = [[] for _ in relations]
        for group, ((_, tags), share) in enumerate(zip(TAG_GROUPS, _TAGGED, strict=True)):
            is_carried = pick(relations, 41 + group) < share
            which = pick(relations, 71 if group == 0 else 51 + group) % len(tags)
            if group == 1:
                which = ints(self._world.people.category)[persons]
            for place in np.flatnonzero(is_carried).tolist():
                carried[place].append(self._tag_ids[group * 100 + int(which[place])])
        return carried

    def _tags(self, call: Call) -> dict[str, Any]:
        groups = texts(call.body, "group_id", 10_000)
        wanted = [] if groups else texts(call.body, "tag_id", 10_000)
        told = [self._tag_group(number, call.now) for number in range(len(TAG_GROUPS))]
        if groups:
            told = [group for group in told if group["group_id"] in groups]
        if wanted:
            for group in told:
                group["tag"] = [tag for tag in group["tag"] if tag["id"] in wanted]
            told = [group for group in told if group["tag"]]
        return done(tag_group=told)

    def _tag_group(self, number: int, now: int) -> dict[str, Any]:
        name, tags = TAG_GROUPS[number]
        made_at = int(self._world.start_ts) - (30 + number) * 86_400
        group_id = self._wecom.ids.spell("et", np.array([GROUP_NUMBERS + number]))[0]
        listed: list[dict[str, Any]] = [
            {
                "id": self._tag_ids[number * 100 + place],
                "name": tag,
                "create_time": made_at + 60 * place,
                "order": len(tags) - place,
                "deleted": False,
            }
            for place, tag in enumerate(tags)
        ]
        return {
            "group_id": group_id,
            "group_name": name,
            "create_time": made_at,
            "order": len(TAG_GROUPS) - number,
            "deleted": False,
            "tag": [tag for tag in listed if tag["create_time"] <= now],
        }


def _outside(
    external_userid: str,
    nickname: str,
    name: str,
    unionid: str,
    gender: int,
    kind: int,
    shows_unionid: bool,
) -> dict[str, Any]:
    """Spell what the platform tells of a customer whoever asks."""
    contact: dict[str, Any] = {
        "external_userid": external_userid,
        "name": nickname,
        "type": kind,
        "avatar": f"https://wx.example/avatar/{external_userid[-12:]}",
        "gender": gender,
    }
    if kind == WECOM_USER:
        attribute = {"type": 0, "name": "简介", "text": {"value": "采购"}}
        contact |= {
            "name": name,
            "position": "采购",
            "corp_name": _CORP,
            "corp_full_name": f"{_CORP}有限公司",
            "external_profile": {"external_attr": [attribute]},
        }
    elif shows_unionid:
        contact["unionid"] = unionid
    return contact

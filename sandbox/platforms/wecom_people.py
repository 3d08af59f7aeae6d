"""企业微信: employees and their customers as they are at the clock, found by id.

What belongs here: look-ups that several endpoints need. What does not: what they answer.
"""

from __future__ import annotations

import numpy as np

from sandbox.platforms.columns import Ints, ints
from sandbox.platforms.errors import PlatformError
from sandbox.world import World
from sandbox.world.wecom_words import ACTIVE, NOT_ACTIVATED, UNLICENSED

CORP_ADMIN = "S100-1"
"""The userid under which the head office creates what goes to everybody."""


class WecomPeople:
    """Employees and relations of one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.wecom = world.wecom
        relations = self.wecom.relations
        self._userids: list[str] = self.wecom.staff.userid.tolist()
        self._places = {userid: place for place, userid in enumerate(self._userids)}
        self._by_staff = np.argsort(relations.staff, kind="stable")
        self._sorted_staff = ints(relations.staff)[self._by_staff]
        self._by_person = np.argsort(relations.person, kind="stable")
        self._sorted_person = ints(relations.person)[self._by_person]

    @property
    def userids(self) -> list[str]:
        """The userids of all employees, in the order of the staff."""
        return self._userids

    def userid(self, staff: int) -> str:
        """Return the userid of an employee; of the head office for -1."""
        return self._userids[staff] if staff >= 0 else CORP_ADMIN

    def staff(self, userid: object) -> int:
        """Return the row of an employee.

        Raises:
            PlatformError: 60111 when nobody has that userid.
        """
        place = self._places.get(str(userid))
        if place is None:
            raise PlatformError(60111)
        return place

    def able(self, userids: list[str]) -> tuple[list[int], list[str]]:
        """Return the rows of employees who may be asked about, and those without a licence.

        Raises:
            PlatformError: 60111 for an unknown employee, 41054 for one who never activated, 701008
                when none of them has a licence.
        """
        rows = [self.staff(userid) for userid in userids]
        states = ints(self.wecom.staff.state)[rows]
        if np.any(states == NOT_ACTIVATED):
            raise PlatformError(41054)
        unlicensed = [userids[place] for place in np.flatnonzero(states == UNLICENSED)]
        if userids and len(unlicensed) == len(userids):
            raise PlatformError(701008)
        return [rows[place] for place in np.flatnonzero(states == ACTIVE)], unlicensed

    def relations_of(self, staff: int, now: int) -> Ints:
        """Return the relations an employee has at the clock."""
        low, high = np.searchsorted(self._sorted_staff, [staff, staff + 1])
        return self._alive(np.sort(self._by_staff[low:high]), now)

    def relations_with(self, person: int, now: int) -> Ints:
        """Return the relations a customer has at the clock."""
        low, high = np.searchsorted(self._sorted_person, [person, person + 1])
        return self._alive(np.sort(self._by_person[low:high]), now)

    def contact(self, external_userid: object) -> int:
        """Return the row of an external contact.

        Raises:
            PlatformError: 40096 when no such contact was ever known.
        """
        person = int(self.wecom.ids.read_external([str(external_userid)])[0])
        place = int(np.searchsorted(self.wecom.contacts.person, person))
        known = person >= 0 and place < len(self.wecom.contacts)
        if not known or self.wecom.contacts.person[place] != person:
            raise PlatformError(40096)
        return place

    def contacts_of(self, persons: Ints) -> Ints:
        """Return the rows of people who are external contacts."""
        return np.searchsorted(self.wecom.contacts.person, persons)

    def external_userids(self, persons: Ints) -> list[str]:
        """Spell the external_userids of people who are external contacts."""
        types = ints(self.wecom.contacts.type)[self.contacts_of(persons)]
        return self.wecom.ids.external(persons, types)

    def _alive(self, relations: Ints, now: int) -> Ints:
        table = self.wecom.relations
        added, ended = table.added_at[relations], table.ended_at[relations]
        alive: Ints = relations[(added <= now) & ((ended < 0) | (ended > now))]
        return alive

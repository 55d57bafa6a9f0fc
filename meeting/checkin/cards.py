"""Badges to print: 参会证 of everybody confirmed, 展商证 of exhibitors with their booth.

Nobody wears two: who was given a 展商证 has no 参会证 to be printed any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from flask import current_app

from meeting.accounts.enums import Permission
from meeting.checkin.codes import sample_text
from meeting.checkin.operations.badges import code_of, ensure_badges
from meeting.checkin.queries.badges import Printable, delegations_confirmed, printables
from meeting.checkin.queries.cards import badge_subject, delegate_of_subject, wearing_exhibitors_badges, worn
from meeting.documents.cards import Badge, serial
from meeting.documents.layouts.kinds import Kind
from meeting.documents.layouts.model import Layout
from meeting.documents.painter import Colour
from meeting.errors import N_
from meeting.exhibition.queries import exhibition_of
from meeting.history.operations import By
from meeting.layouts.models import SealRequest
from meeting.meetings.models import Meeting
from meeting.printing.items import Group, Home, Item, Stamps, words_of
from meeting.printing.models import PrintRun
from meeting.registration.enums import Category


class Badges:
    """参会证."""

    kind = Kind.BADGE
    permission = Permission.BADGES
    sealable = False
    home = Home(N_("参会证"), "checkin.badges")

    def items(self, meeting: Meeting) -> list[Item]:
        """Of everybody confirmed, by unit, within a unit by post, then by strokes."""
        shared = self._meeting(meeting)
        booths = self._booths(meeting)
        return [self._item(row, shared, booths.get(row.unit_id, "")) for row in self._rows(meeting)]

    def groups(self, meeting: Meeting, items: Sequence[Item]) -> list[Group]:  # noqa: ARG002
        """Categories, then units."""
        categories = [Group(category_group(category), category.label, N_("类别")) for category in Category]
        units = [Group(f"delegation:{found}", unit, N_("单位")) for found, unit in delegations_confirmed(meeting.id)]
        return [*categories, *units]

    def check(self, meeting: Meeting, items: Sequence[Item], approval: SealRequest | None) -> None:
        """Nothing forbids it."""

    def prepare(self, meeting: Meeting, items: Sequence[Item], *, at: datetime, by: By) -> None:
        """Issue the badges that aren't issued yet."""
        ensure_badges(meeting, [delegate_of_subject(item.subject) for item in items], at=at, by=by)

    def printed(self, meeting: Meeting, layouts: Mapping[str, Layout], run: PrintRun, *, at: datetime, by: By) -> None:
        """The print log keeps all there is to keep."""

    def _rows(self, meeting: Meeting) -> list[Printable]:
        exhibitors = wearing_exhibitors_badges(meeting.id)
        return [
            row
            for row in printables(meeting)
            if worn(row.category, badge_subject(row.delegate_id), exhibitors) is Kind.BADGE
        ]

    def _meeting(self, meeting: Meeting) -> Badge:
        """What all badges share."""
        exhibitor = self.kind is Kind.EXHIBITOR_BADGE
        return Badge(
            meeting=meeting.title, theme=meeting.theme, hosts=meeting.host_names, exhibitor=exhibitor,
            name="", unit="", category="", code=sample_text(current_app.config["MEETING"].url),
        )  # fmt: skip

    def _booths(self, meeting: Meeting) -> dict[int | None, str]:  # noqa: ARG002
        """Unit's id → its booths."""
        return {}

    def _item(self, row: Printable, shared: Badge, booth: str) -> Item:
        badge = replace(
            shared, name=row.name, unit=row.unit, post=row.post, category=row.category.label, forum=row.forum,
            booth=booth, colour=Colour(*bytes.fromhex(row.category.colour)),
        )  # fmt: skip

        def card(stamps: Stamps) -> Badge:
            code = shared.code if stamps.sample or row.token is None else code_of(row.key_id or 0, row.token)
            return replace(badge, serial=serial(row.number), code=code)

        # Its number is no reason to print a badge again: where two entries become one, the badge that is worn may have
        # the other's.
        facts = (*words_of(badge), (row.token or b"").hex())
        label = f"{row.name}（{'，'.join(part for part in (row.unit, badge.category) if part)}）"
        groups = frozenset({category_group(row.category), f"delegation:{row.delegation_id}"})
        return Item(badge_subject(row.delegate_id), label, facts, card, groups)


class ExhibitorBadges(Badges):
    """展商证: of exhibitors' people, with the booth of their unit."""

    kind = Kind.EXHIBITOR_BADGE

    def _rows(self, meeting: Meeting) -> list[Printable]:
        return [row for row in printables(meeting) if row.category is Category.EXHIBITOR]

    def _booths(self, meeting: Meeting) -> dict[int | None, str]:
        exhibition = exhibition_of(meeting)
        return {
            exhibitor.unit_id: "、".join(booth.number for booth in exhibitor.booths)
            for exhibitor in (exhibition.exhibitors if exhibition else ())
        }


def category_group(category: Category) -> str:
    """The key of a category's group."""
    return f"category:{category.value}"

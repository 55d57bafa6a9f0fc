"""Booths on the plan: one place, one exhibitor."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask

from meeting.accounts.actors import OPERATOR
from meeting.accounts.operations import add_society
from meeting.db import db, transaction
from meeting.errors import MeetingError
from meeting.exhibition.models import Booth, Exhibition, Exhibitor
from meeting.exhibition.operations import (
    BoothExists,
    BoothOutside,
    BoothsOverlap,
    BoothTaken,
    ExhibitorExists,
    HoldsBooths,
    add_booth,
    add_exhibitor,
    assign_booth,
    change_booth,
    release_booth,
    remove_booth,
    remove_exhibitor,
    set_up_exhibition,
)
from meeting.meetings.models import Meeting
from tests.conftest import AT


def _exhibition() -> Exhibition:
    society = add_society("某省档案学会", slug="demo", at=AT, by=OPERATOR)
    day = date(2020, 12, 8)
    meeting = Meeting(society_id=society.id, slug="demo-2020", title="年会", starts_on=day, ends_on=day, created_at=AT)
    db.session.add(meeting)
    db.session.flush()
    return set_up_exhibition(meeting, title="展览", width=Decimal(12), depth=Decimal(8), at=AT, by=OPERATOR)


def test_add_booth_places_a_letter_to_a_row_and_lets_the_plan_grow(app: Flask) -> None:
    with transaction():
        exhibition = _exhibition()
        booths = [add_booth(exhibition, number, at=AT, by=OPERATOR) for number in ("A1", "A2", "A3", "B1", "A4", "B2")]

    # 12 m wide with an aisle of 1.5 m at each wall: three booths of 3 m in a row; rows stand 3 m apart.
    assert [(booth.x, booth.y) for booth in booths] == [
        (1.5, 1.5), (4.5, 1.5), (7.5, 1.5), (1.5, 7.5), (1.5, 13.5), (4.5, 7.5),
    ]  # fmt: skip
    assert exhibition.depth == 18


def test_add_booth_refuses_what_is_outside_overlaps_or_is_there(app: Flask) -> None:
    with transaction():
        exhibition = _exhibition()
        add_booth(exhibition, "A1", x=Decimal(1), y=Decimal(1), at=AT, by=OPERATOR)

        with pytest.raises(BoothExists):
            add_booth(exhibition, " A1 ", at=AT, by=OPERATOR)
        with pytest.raises(BoothOutside):
            add_booth(exhibition, "A2", x=Decimal(10), y=Decimal(1), at=AT, by=OPERATOR)
        with pytest.raises(BoothsOverlap) as overlap:
            add_booth(exhibition, "A3", x=Decimal("3.9"), y=Decimal(1), at=AT, by=OPERATOR)
        touching = add_booth(exhibition, "A4", x=Decimal(4), y=Decimal(1), at=AT, by=OPERATOR)

    assert overlap.value.params["other"] == "A1"
    assert [booth.number for booth in exhibition.booths] == ["A1", "A4"]
    assert touching.x == 4


def test_change_booth_moves_it_only_to_a_free_place(app: Flask) -> None:
    with transaction():
        exhibition = _exhibition()
        first = add_booth(exhibition, "A1", at=AT, by=OPERATOR)
        add_booth(exhibition, "A2", at=AT, by=OPERATOR)
    place = {"width": Decimal(3), "depth": Decimal(3), "at": AT, "by": OPERATOR}

    with pytest.raises(BoothsOverlap), transaction():
        change_booth(first, number="A1", x=Decimal(4), y=Decimal(2), **place)
    with transaction():
        change_booth(first, number="A9", x=Decimal(0), y=Decimal(5), **place)

    assert (first.number, first.x, first.y) == ("A9", 0, 5)


def test_assign_booth_gives_it_to_one_exhibitor_and_release_gives_it_back(app: Flask) -> None:
    with transaction():
        exhibition = _exhibition()
        booth = add_booth(exhibition, "A1", at=AT, by=OPERATOR)
        one, other = (add_exhibitor(exhibition, name, at=AT, by=OPERATOR) for name in ("甲公司", "乙公司"))
        assign_booth(booth, one, at=AT, by=OPERATOR)

        with pytest.raises(BoothTaken) as taken:
            assign_booth(booth, other, at=AT, by=OPERATOR)
        with pytest.raises(HoldsBooths):
            remove_exhibitor(one, at=AT, by=OPERATOR)
        with pytest.raises(BoothTaken):
            remove_booth(booth, at=AT, by=OPERATOR)
        assert taken.value.params == {"number": "A1", "exhibitor": "甲公司"}
        release_booth(booth, at=AT, by=OPERATOR)
        assign_booth(booth, other, at=AT, by=OPERATOR)
        remove_exhibitor(one, at=AT, by=OPERATOR)

    assert booth.exhibitor is other


def test_add_exhibitor_refuses_a_unit_that_is_there_by_its_alias(app: Flask) -> None:
    with transaction():
        exhibition = _exhibition()
        add_exhibitor(exhibition, "甲公司", at=AT, by=OPERATOR, contact_name="张　三", contact_mobile="0519-85668010")

        with pytest.raises(ExhibitorExists):
            add_exhibitor(exhibition, "甲 公 司", at=AT, by=OPERATOR)

    contact = exhibition.exhibitors[0].contact
    assert contact is not None
    assert (contact.name, contact.mobile) == ("张三", "+8651985668010")


ROUNDS, BROWSERS = 5, 8


def test_assign_booth_of_many_at_once_gives_it_to_one(app: Flask) -> None:
    with transaction():
        exhibition = _exhibition()
        booths = [add_booth(exhibition, f"A{n}", at=AT, by=OPERATOR).id for n in range(ROUNDS)]
        exhibitors = [add_exhibitor(exhibition, f"公司{n}", at=AT, by=OPERATOR).id for n in range(BROWSERS)]
    won: list[tuple[int, int]] = []
    refused: list[str] = []

    def browser(exhibitor_id: int, start: threading.Barrier) -> None:
        for booth_id in booths:
            with app.app_context():
                start.wait()
                try:
                    with transaction():
                        booth = db.session.get_one(Booth, booth_id)
                        exhibitor = db.session.get_one(Exhibitor, exhibitor_id)
                        assign_booth(booth, exhibitor, at=AT, by=OPERATOR)
                    won.append((booth_id, exhibitor_id))
                except MeetingError as error:
                    refused.append(error.code)
                db.session.remove()

    barrier = threading.Barrier(BROWSERS)
    threads = [threading.Thread(target=browser, args=(exhibitor, barrier)) for exhibitor in exhibitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(booth for booth, _ in won) == sorted(booths)
    assert refused == ["booth-taken"] * (ROUNDS * (BROWSERS - 1))
    db.session.rollback()
    held = {booth.id: booth.exhibitor_id for booth in db.session.query(Booth)}
    assert held == dict(won)

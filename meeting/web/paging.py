"""Pages of a list."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from flask import request

from meeting.db import db

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list; numbers from 1."""

    items: list[Row]
    page: int
    per_page: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))

    @property
    def first(self) -> int:
        return (self.page - 1) * self.per_page + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.page * self.per_page, self.total)


FARTHEST = 1_000_000
"""Beyond it no list has a page, and farther still no database an offset."""


def asked_page() -> int:
    """The page of the address, from 1; the first where none or nonsense is asked for."""
    return min(max(1, request.args.get("page", 1, type=int)), FARTHEST)


def page_of(query: sa.Select[Any], page: int, *, per_page: int = 50) -> Page[Any]:
    """The rows of ``query`` on ``page``; a page beyond the last is the last."""
    total = db.session.scalar(sa.select(sa.func.count()).select_from(query.order_by(None).subquery())) or 0
    page = min(max(1, page), max(1, -(-total // per_page)))
    rows = db.session.scalars(query.limit(per_page).offset((page - 1) * per_page)).unique().all()
    return Page(list(rows), page, per_page, total)

"""Keeping layouts: every saving is a version, none is ever changed."""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from meeting.accounts.models import Account, Society
from meeting.db import db, lock
from meeting.documents.layouts.model import Layout
from meeting.documents.layouts.reading import LONGEST_LABEL, layout_digest, layout_json
from meeting.history.operations import By, record, take_turn
from meeting.layouts.enums import LayoutState
from meeting.layouts.errors import LayoutChanged, LayoutKindOther, LayoutTitleMissing
from meeting.layouts.models import LayoutPicture, LayoutVersion, SavedLayout
from meeting.layouts.queries import pictures_of


def add_layout(society: Society, layout: Layout, *, at: datetime, by: By) -> SavedLayout:
    """A layout of the society's own, from the gallery, a file or the designer; its pictures are kept already.

    Where its title is taken, it is numbered: 回纹金边（2）. Raises ``LayoutTitleMissing``.
    """
    take_turn(society.id)
    title = _free_title(society.id, layout)
    saved = SavedLayout(society_id=society.id, kind=layout.kind, title=title, made_at=at, state=LayoutState.ACTIVE)
    saved.versions = [_version(1, replace(layout, title=title), at=at, by=by)]
    db.session.add(saved)
    db.session.flush()  # the history needs its id
    _record("add-layout", saved, at=at, by=by, changes={"title": (None, title)})
    return saved


def keep_layout(society_id: int, layout: Layout, *, at: datetime, by: By) -> LayoutVersion:
    """The society's version of this very design, so that what was printed with it can be printed again: one that it
    has, else a copy among its archived layouts (the gallery changes with the software).
    """
    take_turn(society_id)
    digest = layout_digest(layout)
    known = (
        sa.select(LayoutVersion)
        .join(LayoutVersion.saved)
        .where(SavedLayout.society_id == society_id, LayoutVersion.digest == digest)
        .order_by(LayoutVersion.id)
        .limit(1)
    )
    found = db.session.scalar(known)
    if found is not None:
        return found
    if layout.pictures.keys() - pictures_of(society_id, layout.pictures):
        raise LookupError("the pictures of a society's layouts are its own; those of the gallery have none")
    saved = SavedLayout(
        society_id=society_id, kind=layout.kind, title=layout.title, made_at=at, state=LayoutState.ARCHIVED
    )
    saved.versions = [_version(1, layout, at=at, by=by)]
    db.session.add(saved)
    db.session.flush()  # certificates name its id
    _record("add-layout", saved, at=at, by=by, changes={"title": (None, layout.title)})
    return saved.newest


def save_version(saved: SavedLayout, layout: Layout, *, base: int, at: datetime, by: By) -> LayoutVersion:
    """The design's next version. ``base``: the version that it was made from.

    What is saved again unchanged is answered with the version that it already is, so that it may be sent twice. Raises
    ``LayoutChanged`` where somebody else has saved meanwhile, ``LayoutKindOther``.
    """
    if layout.kind is not saved.kind:
        raise LayoutKindOther(given=layout.kind.label, kind=saved.kind.label)
    take_turn(saved.society_id)
    lock(saved)
    db.session.expire(saved, ["versions"])
    newest = saved.newest
    version = _version(newest.number + 1, replace(layout, title=saved.title), at=at, by=by)
    if version.digest == newest.digest:
        return newest
    if newest.number != base:
        who = newest.made_by.name if newest.made_by else "—"
        raise LayoutChanged(title=saved.title, number=newest.number, who=who)
    saved.versions.insert(0, version)
    db.session.flush()  # the answer names its number
    _record("save-layout", saved, at=at, by=by, changes={"version": (newest.number, version.number)})
    return version


def rename(saved: SavedLayout, title: str, *, at: datetime, by: By) -> None:
    """Raises ``LayoutTitleMissing``."""
    title = title.strip()
    if not title or len(title) > LONGEST_LABEL:
        raise LayoutTitleMissing
    take_turn(saved.society_id)
    if title != saved.title:
        before, saved.title = saved.title, title
        _record("rename-layout", saved, at=at, by=by, changes={"title": (before, title)})


def archive(saved: SavedLayout, *, at: datetime, by: By) -> None:
    """It is not offered any more. Its versions stay, for what was printed with them."""
    _move(saved, LayoutState.ARCHIVED, "archive-layout", at=at, by=by)


def restore(saved: SavedLayout, *, at: datetime, by: By) -> None:
    """It is offered again."""
    _move(saved, LayoutState.ACTIVE, "restore-layout", at=at, by=by)


def add_picture(
    society: Society, digest: str, *, file_key: str, size: tuple[int, int], at: datetime, by: By
) -> bool:
    """A picture in storage that layouts may name from now on; False where it is there already (``file_key`` isn't
    needed, then).
    """
    take_turn(society.id)
    known = sa.select(LayoutPicture.id).where(LayoutPicture.society_id == society.id, LayoutPicture.digest == digest)
    if db.session.scalar(known) is not None:
        return False
    picture = LayoutPicture(
        society_id=society.id, digest=digest, file_key=file_key, width=size[0], height=size[1], made_at=at
    )
    db.session.add(picture)
    db.session.flush()  # the history needs its id
    record("add-layout-picture", picture, by=by, at=at, society_id=society.id)
    return True


def _version(number: int, layout: Layout, *, at: datetime, by: By) -> LayoutVersion:
    return LayoutVersion(
        number=number, content=layout_json(layout), digest=layout_digest(layout), made_at=at,
        made_by=db.session.get(Account, by.account_id) if by.account_id else None,
    )  # fmt: skip


def _free_title(society_id: int, layout: Layout) -> str:
    title = layout.title.strip()
    if not title:
        raise LayoutTitleMissing
    taken = set(
        db.session.scalars(
            sa.select(SavedLayout.title).where(
                SavedLayout.society_id == society_id, SavedLayout.kind == layout.kind,
                SavedLayout.state == LayoutState.ACTIVE,
            )
        )
    )  # fmt: skip
    number, free = 2, title
    while free in taken:
        mark = f"（{number}）"
        free, number = title[: LONGEST_LABEL - len(mark)] + mark, number + 1
    return free


def _move(saved: SavedLayout, state: LayoutState, action: str, *, at: datetime, by: By) -> None:
    take_turn(saved.society_id)
    lock(saved)
    if saved.state is not state:
        before, saved.state = saved.state, state
        _record(action, saved, at=at, by=by, changes={"state": (before, state)})


def _record(
    action: str, saved: SavedLayout, *, at: datetime, by: By, changes: dict[str, tuple[object, object]]
) -> None:
    record(action, saved, by=by, at=at, society_id=saved.society_id, changes=changes)

"""A society's own layouts, their versions and pictures."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from meeting.db import db
from meeting.documents.layouts.kinds import Kind
from meeting.documents.layouts.model import Layout
from meeting.documents.layouts.reading import layout_from
from meeting.errors import MeetingError, NotFound
from meeting.layouts.enums import LayoutState
from meeting.layouts.models import LayoutPicture, LayoutVersion, SavedLayout
from meeting.storage.folder import storage

DIGEST = re.compile("[0-9a-f]{64}")  # SHA-256
KEPT_PICTURES = 8  # of one process; a designer asks for the same ones with every stroke


def saved_layouts(society_id: int, kind: Kind, state: LayoutState = LayoutState.ACTIVE) -> list[SavedLayout]:
    """Those of a kind with their versions, by title."""
    query = (
        sa.select(SavedLayout)
        .where(SavedLayout.society_id == society_id, SavedLayout.kind == kind, SavedLayout.state == state)
        .order_by(SavedLayout.title, SavedLayout.id)
        .options(selectinload(SavedLayout.versions).joinedload(LayoutVersion.made_by))
    )
    return list(db.session.scalars(query))


def saved_in(society_id: int, layout_id: int) -> SavedLayout:
    """Raises ``NotFound``."""
    query = (
        sa.select(SavedLayout)
        .where(SavedLayout.id == layout_id, SavedLayout.society_id == society_id)
        .options(selectinload(SavedLayout.versions).joinedload(LayoutVersion.made_by))
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def version_in(society_id: int, version_id: int) -> LayoutVersion:
    """Raises ``NotFound``."""
    query = (
        sa.select(LayoutVersion)
        .join(LayoutVersion.saved)
        .where(LayoutVersion.id == version_id, SavedLayout.society_id == society_id)
        .options(joinedload(LayoutVersion.saved))
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def layouts_of_versions(society_id: int, version_ids: Iterable[int]) -> dict[int, Layout]:
    """Version's id → the layout as it was saved."""
    query = (
        sa.select(LayoutVersion)
        .join(LayoutVersion.saved)
        .where(LayoutVersion.id.in_(sorted(set(version_ids))), SavedLayout.society_id == society_id)
        .options(contains_eager(LayoutVersion.saved))
    )
    return _layouts(society_id, list(db.session.scalars(query)))


def newest_layouts(society_id: int, kind: Kind) -> list[tuple[int, Layout]]:
    """Version's id and layout of those of a kind that are in use, as they were saved last; by title."""
    found = saved_layouts(society_id, kind)  # held until the end: each would be read again for its version's title
    newest = [saved.newest for saved in found]
    try:
        return list(_layouts(society_id, newest).items())
    except MeetingError:  # one that isn't sound any more doesn't take the others with it
        return [one for version in newest for one in _sound(society_id, version)]


def _sound(society_id: int, version: LayoutVersion) -> list[tuple[int, Layout]]:
    try:
        return list(_layouts(society_id, [version]).items())
    except MeetingError:
        return []


def layout_in(version: LayoutVersion) -> Layout:
    """The layout that was saved, with its pictures and its present name."""
    return _layouts(version.saved.society_id, [version])[version.id]


def _layouts(society_id: int, versions: Sequence[LayoutVersion]) -> dict[int, Layout]:
    """By the versions' ids; their pictures are looked up at once. Raises as ``layout_from``."""
    pictures = pictures_of(society_id, [digest for version in versions for digest in digests_in(version.content)])
    return {
        version.id: layout_from(version.content | {"title": version.saved.title}, pictures) for version in versions
    }


def picture_in(society_id: int, digest: str) -> bytes:
    """Raises ``NotFound``."""
    found = pictures_of(society_id, [digest])
    if digest not in found:
        raise NotFound
    return found[digest]


def pictures_of(society_id: int, digests: Iterable[str]) -> dict[str, bytes]:
    """Digest → file, of those that the society has."""
    wanted = sorted({digest for digest in digests if DIGEST.fullmatch(digest)})
    if not wanted:
        return {}
    query = sa.select(LayoutPicture.digest, LayoutPicture.file_key).where(
        LayoutPicture.society_id == society_id, LayoutPicture.digest.in_(wanted)
    )
    return {digest: _file(str(storage().root), key) for digest, key in db.session.execute(query)}


def digests_in(data: object) -> list[str]:
    """The pictures that a layout's data names, whatever else it may be."""
    named = [row.get("picture") for row in _rows(data)]
    return [digest for digest in named if isinstance(digest, str) and DIGEST.fullmatch(digest)]


def faces_in(data: object) -> set[str]:
    """The faces that a layout's data names, whatever else it may be."""
    return {face for row in _rows(data) if isinstance(face := row.get("face"), str)}


def _rows(data: object) -> list[dict[str, Any]]:
    rows: list[Any] = []
    if isinstance(data, dict):
        for side in (data.get("front"), data.get("back")):
            rows += side[:1000] if isinstance(side, list) else []
    return [row for row in rows if isinstance(row, dict)]


@lru_cache(maxsize=KEPT_PICTURES)
def _file(_root: str, key: str) -> bytes:
    """A file never changes under its key."""
    return storage().get(key)

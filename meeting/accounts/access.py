"""Who may open which route. Every view carries one of these marks; a test reads them off the URL map."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal

import sqlalchemy as sa

from meeting.accounts.actors import Actor, current_actor
from meeting.accounts.enums import Permission
from meeting.accounts.models import Society
from meeting.db import db
from meeting.errors import N_, MeetingError, NotAllowed, NotFound

View = Callable[..., Any]


@dataclass(frozen=True)
class Access:
    """What a route asks of who opens it."""

    to: Literal["everyone", "link", "signed-in", "society", "meeting", "device"]
    permission: Permission | None = None


class SignInNeeded(MeetingError):
    """Nobody is signed in; the page sends them to sign in and back."""

    code = "sign-in-needed"
    status = 401
    sentence = N_("请先登录。")


class ForSocietyAdmin(NotAllowed):
    """A society's own pages, opened by somebody who works on one of its meetings."""

    code = "society-admin-only"
    sentence = N_(
        "印章由用印审批人办理；新建会议、账号、单位和人员名录由学会管理员办理。需要时请联系学会管理员，或请其授权。"
    )


def mark(view: View, access: Access) -> View:
    """Note on the view what it asks."""
    view.access = access  # type: ignore[attr-defined]
    return view


def everyone(view: View) -> View:
    """A public page."""
    return mark(view, Access("everyone"))


def link_holder(view: View) -> View:
    """A page behind an unguessable link, which the view itself looks up."""
    return mark(view, Access("link"))


def signed_in(view: View) -> View:
    """For any account; hands it over as ``actor``. What it shows it must scope itself."""

    @wraps(view)
    def wrapped(**kwargs: Any) -> Any:
        return view(actor=require_sign_in(), **kwargs)

    return mark(wrapped, Access("signed-in"))


def society_staff(permission: Permission) -> Callable[[View], View]:
    """For routes with ``<society_slug>``: hands over ``society`` and ``actor``."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(society_slug: str, **kwargs: Any) -> Any:
            actor = require_sign_in()
            return view(society=society_for(actor, society_slug, permission), actor=actor, **kwargs)

        return mark(wrapped, Access("society", permission))

    return decorate


def require_sign_in() -> Actor:
    """Raises ``SignInNeeded``."""
    actor = current_actor()
    if not actor.signed_in:
        raise SignInNeeded
    return actor


def society_for(actor: Actor, slug: str, permission: Permission) -> Society:
    """Raises ``NotFound`` to strangers, ``ForSocietyAdmin`` to who works there, be it for one meeting, but may not."""
    society = db.session.scalar(sa.select(Society).where(Society.slug == slug))
    if society is None or not actor.works_for(society.id):
        raise NotFound
    if not actor.may(permission, society_id=society.id):
        raise ForSocietyAdmin
    return society

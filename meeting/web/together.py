"""Several requests' writes in one transaction.

A durable commit and the statements around it cost the same for one as for thirty. So whoever comes while another's
transaction is under way waits, and the next one takes along all who wait, and those who are about to ask. Nobody is
answered before the commit that holds what they asked for.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

from flask import has_request_context, request
from sqlalchemy.exc import IntegrityError, OperationalError

from meeting.db import release, transaction
from meeting.web.turnstile import PLACE, Turnstile

LONGEST_WAIT = 0.01
"""Seconds for those who are about to ask: a commit alone takes some milliseconds, and with two cores the statements
around it as many."""

Q = TypeVar("Q")
A = TypeVar("A")


@dataclass
class _Waiting(Generic[Q, A]):
    asked: Q
    called: Lock = field(default_factory=Lock)
    """Held until there is an answer, or until it is this one's turn to do the work of all who wait."""
    leads: bool = False
    answer: A | None = None
    fault: BaseException | None = None


class Together(Generic[Q, A]):
    """``work`` answers several at once, each in its place. It is called in a transaction, by one thread of the process
    at a time. An error of one that keeps the others from being answered is that one's alone: each is then done apart,
    and what another process was quicker to store is done once more, to see it.
    """

    def __init__(self, work: Callable[[Sequence[Q]], Sequence[A]]) -> None:
        self.work = work
        self.waiting: list[_Waiting[Q, A]] = []
        self.busy = False
        self.lock = Lock()

    def do(self, asked: Q) -> A:
        """The answer to ``asked``, after the commit. Raises what ``work`` does."""
        release()  # who waits for another's transaction holds none
        mine: _Waiting[Q, A] = _Waiting(asked)
        mine.called.acquire()
        with self.lock:
            self.waiting.append(mine)
            mine.leads, self.busy = not self.busy, True
        with _stepped_aside() as turnstile:
            if not mine.leads:
                mine.called.acquire()
            if mine.leads:
                try:
                    if turnstile is not None:
                        turnstile.wait_for_others(LONGEST_WAIT)
                    self._do_all()
                finally:
                    self._call_next()
        if mine.fault is not None:
            raise mine.fault
        return mine.answer  # type: ignore[return-value]

    def _do_all(self) -> None:
        with self.lock:
            those, self.waiting = self.waiting, []
        try:
            self._do(those)
        finally:
            for each in those:
                each.leads = False
                each.called.release()

    def _do(self, those: Sequence[_Waiting[Q, A]], *, again: bool = True) -> None:
        try:
            with transaction():
                answers = self.work([each.asked for each in those])
        except OperationalError as error:  # the database is away: it is away for all of them
            for each in those:
                each.fault = error
        except Exception as error:
            if len(those) > 1:
                for each in those:
                    self._do([each])
            elif isinstance(error, IntegrityError) and again:
                self._do(those, again=False)
            else:
                those[0].fault = error
        except BaseException as error:  # the process is told to end
            for each in those:
                each.fault = error
        else:
            for each, answer in zip(those, answers, strict=True):
                each.answer = answer

    def _call_next(self) -> None:
        with self.lock:
            self.busy = bool(self.waiting)
            if self.waiting:
                self.waiting[0].leads = True
                self.waiting[0].called.release()


@contextmanager
def _stepped_aside() -> Iterator[Turnstile | None]:
    """Whoever waits for another thread, or works for others, keeps nobody from being worked on, who may be taken along.
    """
    place = request.environ.get(PLACE) if has_request_context() else None
    if place is None:
        yield None
        return
    place.give_up()
    try:
        yield place.turnstile
    finally:
        place.come_back()

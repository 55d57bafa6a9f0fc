"""What `meeting serve` serves: the application with its embedded worker."""

import ctypes
import gc

from meeting.app import create_app
from meeting.jobs.worker import start
from meeting.web.turnstile import Turnstile

M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8
"""glibc's names, from malloc.h."""


def _give_back() -> None:
    """Have glibc give large blocks back once they are freed.

    A password's hash takes 19 MiB. After the first, glibc would keep blocks of that size, in an arena of each of the
    threads: 32 who signed in at once left the worker with 170 MB that it never needed again. Two arenas are enough for
    threads of which one works at a time; each has its own left-overs. Elsewhere: nothing.
    """
    try:
        libc = ctypes.CDLL(None)
        libc.mallopt(M_MMAP_THRESHOLD, 1024 * 1024)
        libc.mallopt(M_ARENA_MAX, 2)
    except (AttributeError, OSError, TypeError):
        return


_give_back()
application = create_app()
gc.freeze()  # it stays until the end: no need to look for garbage in it
start(application)
app = Turnstile(application.wsgi_app)

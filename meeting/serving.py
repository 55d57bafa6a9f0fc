"""What `meeting serve` serves: the application with its embedded worker."""

import ctypes
import gc

from meeting.app import create_app
from meeting.jobs.worker import start
from meeting.web.turnstile import Turnstile

M_MMAP_THRESHOLD = -3
"""glibc's name, from malloc.h."""


def _give_back() -> None:
    """Have glibc give large blocks back once they are freed.

    A password's hash takes 19 MiB. After the first, glibc would keep blocks of that size, in an arena of each of the
    threads: 32 who signed in at once left the worker with 170 MB that it never needed again. Elsewhere: nothing.
    """
    try:
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, 1024 * 1024)
    except (AttributeError, OSError, TypeError):
        return


_give_back()
application = create_app()
gc.freeze()  # it stays until the end: no need to look for garbage in it
start(application)
app = Turnstile(application.wsgi_app)

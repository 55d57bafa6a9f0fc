"""The embedded worker: a thread of the serving process that runs what is queued."""

import logging
import threading
import time

from flask import Flask

from meeting import clock
from meeting.db import db
from meeting.jobs.operations import claim, clear_files, on_enqueue, run

IDLE = 2.0
"""Seconds between two looks when nobody wakes the worker."""
TIDYING = 3600.0
"""Seconds between two looks for files that have lain long enough."""

log = logging.getLogger(__name__)


def run_waiting(app: Flask) -> int:
    """Run all that waits now, one after the other; how many there were."""
    count = 0
    while True:
        with app.app_context():
            job = claim(clock.now())
            if job is None:
                return count
            try:
                run(job, clock=clock.now)
            except Exception:
                log.exception("a job failed")
            count += 1
            db.session.remove()


def tidy(app: Flask) -> None:
    """Take away what has lain long enough."""
    with app.app_context():
        while clear_files(clock.now()):
            pass


def start(app: Flask) -> threading.Event:
    """Start the thread; setting the event ends it."""
    stop, awake = threading.Event(), threading.Event()
    on_enqueue(awake.set)

    def loop() -> None:
        tidied = -TIDYING
        while not stop.is_set():
            try:
                run_waiting(app)
                if time.monotonic() - tidied >= TIDYING:
                    tidied = time.monotonic()
                    tidy(app)
            except Exception:
                log.exception("the worker goes on")
            awake.wait(IDLE)
            awake.clear()

    threading.Thread(target=loop, name="jobs", daemon=True).start()
    return stop

"""Files that jobs made lie ready for a month, and then are gone from disk and page alike."""

from datetime import timedelta

from flask import Flask

from meeting import clock
from meeting.accounts.enums import Role
from meeting.db import db, transaction, uuid7
from meeting.jobs.models import Job
from meeting.jobs.operations import KEPT, clear_files, enqueue, handler
from meeting.jobs.worker import run_waiting
from meeting.storage.folder import storage
from tests.conftest import AT
from tests.factories import make_account
from tests.meetings.making import sign_in
from tests.registration.making import make_society


@handler("test.file")
def _file(run):
    return run.keep(b"names", name="名单.txt", mimetype="text/plain", suffix=".txt")


def _made(account_id: int) -> Job:
    with transaction():
        return enqueue(
            "test.file", {}, key=str(uuid7()), title="名单", back="/desk/", at=AT, account_id=account_id
        )  # fmt: skip


def test_a_file_is_taken_away_after_a_month_and_its_page_says_so(app: Flask) -> None:
    account = make_account("clerk", Role.ADMIN, society=make_society())
    old, new = _made(account.id), _made(account.id)
    run_waiting(app)
    db.session.expire_all()
    now = clock.now()
    with transaction():
        old.finished_at = now - KEPT
        new.finished_at = now - KEPT + timedelta(minutes=1)
    keys, paths = (old.file_key, new.file_key), (f"/jobs/{old.id}", f"/jobs/{new.id}")

    assert (clear_files(now), clear_files(now)) == (1, 0)

    db.session.expire_all()
    assert [(storage().root / key[:2] / key).exists() for key in keys] == [False, True]
    client = sign_in(app.test_client(), "clerk")
    old_page, new_page = (client.get(path).text for path in paths)
    assert ("文件保留 30 天" in old_page, "名单.txt" in old_page) == (True, False)
    assert ("文件保留 30 天" in new_page, "名单.txt" in new_page) == (False, True)
    assert [client.get(f"{path}/file").status_code for path in paths] == [404, 200]


def test_who_was_interrupted_takes_the_same_files_again(app: Flask) -> None:
    job = _made(make_account("clerk", Role.ADMIN, society=make_society()).id)
    run_waiting(app)
    db.session.expire_all()
    storage().delete(job.file_key)  # and then the power failed

    assert clear_files(clock.now() + KEPT) == 1
    db.session.expire_all()
    assert job.file_key == ""

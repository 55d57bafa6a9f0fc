"""kill -9 in the midst: nobody is left out, and at most the one letter that was on its way is sent twice."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
import sqlalchemy as sa

from meeting import clock
from meeting.db import db, transaction
from meeting.jobs.models import Job
from meeting.mail.models import Message
from tests.databases import dispose, make_app
from tests.mail.making import job, states, write
from tests.mail.serving import smtp_server
from tests.serving import Installation

ADDRESSES = [f"a{number:02d}@example.com" for number in range(30)]


@pytest.fixture
def installation(databases, tmp_path):
    address = databases.empty(tmp_path)
    found = Installation(tmp_path, database=address)
    found.run("init")
    app = make_app(tmp_path, address)
    with app.app_context():
        yield found
        db.session.remove()
    dispose(app)


@contextmanager
def serving(installation):
    """`meeting serve` with all that it starts in a group of its own; killed at the end of the block, -9."""
    running = subprocess.Popen(
        [sys.executable, "-m", "meeting", "serve"], env=installation.environment, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        yield running
    finally:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def wait_until(condition, what, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with transaction():  # nothing is held in between
            if condition():
                return
        time.sleep(0.05)
    raise AssertionError(f"{what}: not within {seconds} s")


def time_passes():
    """Leases and holds run out, without waiting for them."""
    past = clock.now() - timedelta(seconds=1)
    with transaction():
        db.session.execute(sa.update(Job).values(lease_until=past, not_before=None))
        db.session.execute(sa.update(Message).where(Message.state == "queued").values(not_before=None))


@pytest.mark.parametrize("moment", ["the server has it", "between two"])
def test_a_worker_that_is_killed_leaves_nobody_out_and_doubles_one_at_most(installation, moment):
    with smtp_server() as (post, port):
        installation.environment |= {
            "MEETING_SMTP_URL": f"smtp://127.0.0.1:{port}", "MEETING_MAIL_FROM": "某学会 <office@example.org>",
        }  # fmt: skip
        with transaction():
            write(*ADDRESSES)
        with serving(installation) as running:

            def kill(_envelope):
                if len(post.letters) == 10:
                    os.killpg(running.pid, signal.SIGKILL)

            post.on_data = kill if moment == "the server has it" else lambda _envelope: time.sleep(0.02)
            wait_until(lambda: len(post.letters) >= 10, "some are sent")
        post.on_data = lambda _envelope: None
        db.session.rollback()
        time_passes()
        with serving(installation):
            wait_until(lambda: set(states().values()) == {"sent"}, "all are sent")
            wait_until(lambda: job().state.value == "done", "the job is over")

    times = Counter(post.to())
    twice = [address for address, count in times.items() if count > 1]
    ids = [letter["Message-ID"] for letter in post.letters if letter["To"].addresses[0].addr_spec in twice]
    assert set(times) == set(ADDRESSES)
    assert len(post.letters) <= len(ADDRESSES) + 1
    assert len(set(ids)) == len(twice)
    if moment == "the server has it":
        assert (twice, len(ids)) == ([ADDRESSES[9]], 2)


def test_the_doctor_signs_in_and_sends_nothing_and_the_command_sends(installation):
    with smtp_server() as (post, port):
        unset = installation.run("doctor")
        installation.environment |= {
            "MEETING_SMTP_URL": f"smtp://127.0.0.1:{port}", "MEETING_MAIL_FROM": "某学会 <office@example.org>",
        }  # fmt: skip
        answered = installation.run("doctor")
        before = len(post.letters)
        said = installation.run("mail", "test", "ｍｅ@example.com")
        post.answers["me@example.com"] = ["550 no such user"]
        installation.run("mail", "test", "me@example.com", status=1)
        installation.run("mail", "test", "me", status=1)
    away = installation.run("doctor", status=1)

    assert "没有设置邮件服务器" in unset
    assert f"✓ 邮件服务器 127.0.0.1:{port} 可以登录" in answered
    assert (before, post.to()) == (0, ["me@example.com"])
    assert "服务器已收下" in said
    assert f"✗ 邮件服务器 127.0.0.1:{port}" in away


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"MEETING_SMTP_URL": "smtps://u:ge/heim@h"}, "MEETING_SMTP_URL"),
        ({"MEETING_SMTP_URL": "h:25"}, "MEETING_SMTP_URL"),
        ({"MEETING_SMTP_URL": "smtps://u:geheim@h"}, "MEETING_MAIL_FROM"),
        ({"MEETING_SMTP_URL": "smtps://u:geheim@h", "MEETING_MAIL_FROM": "x\nBcc: a@b.cn"}, "MEETING_MAIL_FROM"),
    ],
)  # fmt: skip
def test_settings_that_cant_be_used_are_told_without_the_password(tmp_path, values, what):
    from meeting.config import BadSetting, settings_from

    with pytest.raises(BadSetting) as refused:
        settings_from({"MEETING_INSTANCE": str(tmp_path)} | values)

    assert refused.value.params["name"] == what
    assert "heim" not in str(refused.value)

"""The outbox against a real server: what is written is sent once, whatever the server says."""

from contextlib import suppress
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from meeting import clock
from meeting.db import db, transaction, uuid7
from meeting.jobs.models import Job
from meeting.jobs.operations import JobPutOff, ask_to_stop, claim, enqueue, handler
from meeting.jobs.operations import run as run_job
from meeting.mail import delivery
from meeting.mail.enclosures import Enclosure, source
from meeting.mail.errors import EnclosureGone, HeaderBroken, NothingToSend
from meeting.mail.models import Message
from meeting.mail.operations import erase_addresses, send_again, write_message
from tests.conftest import AT
from tests.databases import free_port
from tests.mail.conftest import set_mail
from tests.mail.making import begin, job, kept, message, states, the_society, work, write
from tests.mail.serving import smtp_server

MINUTE = timedelta(minutes=1)


@source("test.failing")
def _failing(_all):
    def content(arguments):
        if arguments.get("bug"):
            raise RuntimeError("broken")
        raise EnclosureGone(name="某文件")

    return content


def failing(**arguments):
    return Enclosure("a.pdf", "application/pdf", "test.failing", arguments)


def rolled_back():
    with suppress(RuntimeError), transaction():
        write_message("gone", batch=uuid7(), society_id=the_society().id, address="c@example.com", subject="x",
                      text="", at=AT)  # fmt: skip
        raise RuntimeError


def test_what_is_committed_is_sent_and_what_is_rolled_back_is_not(app, post):
    write("a@example.com", "b@example.com", enclosures=[kept(b"%PDF- whole")])
    rolled_back()

    work(app)

    assert post.to() == ["a@example.com", "b@example.com"]
    assert [next(one.iter_attachments()).get_content() for one in post.letters] == [b"%PDF- whole"] * 2
    assert (states(), job().state.value, job().done) == ({"第0封": "sent", "第1封": "sent"}, "done", 2)
    assert post.letters[0]["Message-ID"] == f"<{message().id}@example.org>"


def test_the_same_key_is_the_same_message(app, post):
    society, batch = the_society(), uuid7()
    given = {"batch": batch, "society_id": society.id, "subject": "x", "text": "", "at": AT}
    with transaction():
        one = write_message("k", address="a@example.com", **given)
        other = write_message("k", address="b@example.com", **given)
        begin(batch)

    work(app)

    assert (one, post.to()) == (other, ["a@example.com"])


def test_two_that_write_the_same_key_at_once_write_one(app, monkeypatch):
    """The planted fault: nobody sees that the key is there; the constraint does."""
    society, batch = the_society(), uuid7()
    given = {"batch": batch, "society_id": society.id, "subject": "x", "text": "", "at": AT}
    monkeypatch.setattr("meeting.mail.operations.message_with_key", lambda _key: None)

    with transaction():
        one = write_message("k", address="a@example.com", **given)
        other = write_message("k", address="b@example.com", **given)

    assert (one.id, db.session.scalar(sa.select(sa.func.count(Message.id)))) == (other.id, 1)


@pytest.mark.parametrize("subject", ["", " ", "x\nBcc: v@example.com", "a\u2028b", "x" * 301])
def test_a_subject_is_one_line(app, subject):
    with pytest.raises(HeaderBroken):
        write("a@example.com", subject=subject)


def test_a_refusal_doesnt_stop_the_others(app, post):
    post.answers["b@example.com"] = ["550 5.1.1 <b@example.com>: no such user"]
    write("a@example.com", "b@example.com", "c@example.com")

    work(app)

    assert states() == {"第0封": "sent", "第1封": "refused", "第2封": "sent"}
    assert (message("第1封").error, message("第1封").attempts) == (
        "邮件服务器不收这一封：550 5.1.1 <b***@example.com>: no such user。请核对邮箱，或换一个邮箱再发。", 1,
    )  # fmt: skip


def test_greylisting_is_waited_out(app, post):
    post.answers["b@example.com"] = ["451 4.7.1 greylisted", "451 4.7.1 greylisted", None]
    with time_machine.travel(AT, tick=True) as time:
        write("a@example.com", "b@example.com")
        work(app)
        first = states(), message("第1封").not_before, job().state.value
        work(app)  # not yet
        assert post.to() == ["a@example.com"]
        time.shift(MINUTE + timedelta(seconds=1))
        work(app)
        assert (states()["第1封"], message("第1封").attempts) == ("queued", 2)
        time.shift(5 * MINUTE + timedelta(seconds=1))
        work(app)

    assert first[0] == {"第0封": "sent", "第1封": "queued"}
    assert AT + MINUTE <= first[1] < AT + 2 * MINUTE
    assert first[2] == "queued"
    assert (states()["第1封"], job().state.value, job().attempts) == ("sent", "done", 1)
    assert post.to() == ["a@example.com", "b@example.com"]


def test_a_server_that_is_away_for_an_hour_gets_every_letter_once(app):
    port = free_port()
    set_mail(app, port)
    with time_machine.travel(AT, tick=True) as time:
        write("a@example.com", "b@example.com")
        for _ in range(60):
            work(app)
            time.shift(MINUTE)
        away = states(), message().error
        with smtp_server(port=port) as (post, _):
            for _ in range(60):
                work(app)
                time.shift(MINUTE)

    assert away[0] == {"第0封": "queued", "第1封": "queued"}
    assert "连不上邮件服务器" in away[1]
    assert (states(), post.to()) == ({"第0封": "sent", "第1封": "sent"}, ["a@example.com", "b@example.com"])


def test_after_the_last_pause_it_is_given_up_and_may_be_sent_again(app, post):
    post.answers["a@example.com"] = ["450 4.2.0 later"]
    with time_machine.travel(AT, tick=True) as time:
        batch = write("a@example.com", "b@example.com")
        for pause in (*delivery.PAUSES, MINUTE):
            work(app)
            time.shift(pause + timedelta(seconds=1))
        given_up = states(), message().attempts, job().state.value
        post.answers["a@example.com"] = [None]
        with transaction():
            assert send_again(batch) == 1
            begin(batch, "2")
        work(app)

    assert given_up == ({"第0封": "failed", "第1封": "sent"}, 5, "done")
    assert (states()["第0封"], post.to()) == ("sent", ["b@example.com", "a@example.com"])


def test_what_was_refused_or_written_again_since_isnt_sent_again(app, post):
    post.answers = {"a@example.com": ["550 no"], "b@example.com": ["550 no"]}
    batch = write("a@example.com", "b@example.com")
    work(app)
    with pytest.raises(NothingToSend), transaction():
        send_again(batch)
    with transaction():
        db.session.execute(sa.update(Message).values(state="failed"))
        again = write("c@example.com", start=False)  # about thing:0, too
        db.session.execute(sa.update(Message).where(Message.batch == again).values(created_at=AT + MINUTE))

    with transaction():
        send_again(batch)

    assert [one.state.value for one in db.session.scalars(sa.select(Message).order_by(Message.id))] == [
        "failed", "queued", "queued",
    ]  # fmt: skip


def test_a_wrong_password_gives_all_up_at_once(app, post):
    post.mail_answer = "553 5.7.1 sender rejected"
    write("a@example.com", "b@example.com")

    work(app)

    assert (states(), job().state.value) == ({"第0封": "failed", "第1封": "failed"}, "failed")
    assert message("第1封").error == job().message
    assert "553 5.7.1 sender rejected" in job().message


def test_a_server_that_limits_us_puts_all_off(app, post):
    """Asked once, not once for each letter."""
    post.mail_answer = "450 4.7.0 too many"
    write("a@example.com", "b@example.com", "c@example.com")

    work(app)

    waiting = db.session.execute(sa.select(Message.attempts, Message.error).order_by(Message.id)).all()
    assert (set(states().values()), [attempts for attempts, _ in waiting]) == ({"queued"}, [1, 1, 1])
    assert all("450 4.7.0 too many" in error for _, error in waiting)
    assert post.asked == 1


def test_an_enclosure_that_isnt_to_be_had_stops_only_its_letter(app, post):
    batch = write("a@example.com", enclosures=[failing()], start=False)
    with transaction():
        for number in (1, 2):
            write_message(f"{batch}:{number}", batch=batch, society_id=the_society().id, subject=f"第{number}封",
                          address=f"b{number}@example.com", text="", at=AT, enclosures=[kept(b"x")])  # fmt: skip
        begin(batch)

    work(app)

    assert states() == {"第0封": "failed", "第1封": "sent", "第2封": "sent"}
    assert "某文件" in message().error


def test_one_that_breaks_the_worker_doesnt_keep_the_others_waiting(app, post, caplog):
    batch = write("a@example.com", enclosures=[failing(bug=True)], start=False)
    with transaction():
        write_message(f"{batch}:1", batch=batch, society_id=the_society().id, address="b@example.com", subject="第1封",
                      text="", at=AT)  # fmt: skip
        begin(batch)

    work(app)

    assert (states(), post.to()) == ({"第0封": "queued", "第1封": "sent"}, ["b@example.com"])


def test_a_job_that_is_stopped_sends_no_more_and_can_go_on(app, post):
    def stop(_envelope):
        with app.app_context(), transaction():
            ask_to_stop(db.session.scalars(sa.select(Job)).one(), at=AT)

    batch = write("a@example.com", "b@example.com", "c@example.com")
    post.on_data = stop
    work(app)
    stopped = states(), job().state.value, job().message
    post.on_data = lambda _envelope: None
    with transaction():
        assert send_again(batch) == 2
        begin(batch, "2")
    work(app)

    assert stopped == (
        {"第0封": "sent", "第1封": "queued", "第2封": "queued"}, "stopped",
        "已停止：其余的没有发，需要时可以接着发。已经发出的收不回来。",
    )  # fmt: skip
    assert post.to() == ["a@example.com", "b@example.com", "c@example.com"]


def test_one_that_is_stopped_while_it_is_put_off_says_what_became_of_the_rest(app, post):
    post.answers["a@example.com"] = ["450 later"]
    write("a@example.com")
    work(app)
    with transaction():
        ask_to_stop(job(), at=AT)
    work(app)

    assert (job().state.value, job().message[:11]) == ("stopped", "已停止：其余的没有发，")
    assert states() == {"第0封": "queued"}


def test_two_workers_on_one_batch_send_each_letter_once(app, post):
    """The second took the job over while the first was handing over its first letter."""
    batch = write(*(f"a{number}@example.com" for number in range(6)))
    taken_over = []

    def second(_envelope):
        if taken_over:
            return
        taken_over.append(True)
        with app.app_context():
            with transaction():
                db.session.execute(sa.update(Job).values(lease_until=clock.now() - MINUTE))
            run_job(claim(clock.now()), clock=clock.now)

    post.on_data = second
    work(app)

    assert sorted(post.to()) == [f"a{number}@example.com" for number in range(6)]
    assert set(states().values()) == {"sent"}
    assert batch


def test_erasing_blanks_the_addresses_of_what_doesnt_wait(app, post):
    post.answers = {"b@example.com": ["550 5.1.1 b@example.com"], "c@example.com": ["450 later"]}
    batch = write("a@example.com", "b@example.com", "c@example.com")
    work(app)

    with transaction():
        assert erase_addresses(batch, at=AT) == 2
    with transaction():
        assert erase_addresses(batch, at=AT) == 0

    left = sa.select(Message.address, Message.erased_at, Message.error).order_by(Message.id)
    kept_ones = db.session.execute(left).all()
    assert kept_ones[:2] == [("", AT, ""), ("", AT, "")]
    assert (kept_ones[2][0], kept_ones[2][1]) == ("c@example.com", None)


SEEN = []


@handler("test.later")
def _later(run):
    SEEN.append(run.arguments["name"])
    if run.arguments["name"] == "long" and len(SEEN) < 3:
        run.later(clock.now())


def test_a_job_that_is_put_off_lets_the_others_have_their_turn(app):
    SEEN.clear()
    with transaction():
        for name in ("long", "short"):
            enqueue("test.later", {"name": name}, key=name, title="", back="/", at=AT, account_id=None)

    work(app)

    assert SEEN == ["long", "short", "long"]
    assert [(one.state.value, one.attempts) for one in db.session.scalars(sa.select(Job))] == [("done", 1), ("done", 1)]


def test_a_job_asked_to_stop_isnt_put_off(app):
    @handler("test.stopped-meanwhile")
    def stopped_meanwhile(run):
        with transaction():
            ask_to_stop(db.session.get_one(Job, run.id), at=AT)
        raise JobPutOff(clock.now() + timedelta(hours=1))

    with transaction():
        enqueue("test.stopped-meanwhile", {}, key="k", title="", back="/", at=AT, account_id=None)

    work(app)

    assert job().state.value == "stopped"



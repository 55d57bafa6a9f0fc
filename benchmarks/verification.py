"""Whether the time of an answer tells a number that exists from one that doesn't."""

import statistics
import time
from collections.abc import Callable

import sqlalchemy as sa

from benchmarks.commands import SLUG
from benchmarks.figures import Figure, WrongAnswer, figure
from benchmarks.instances import Instance
from benchmarks.samples import Sample
from meeting.app import create_app
from meeting.awards.errors import CertificateUnknown
from meeting.awards.models import Certificate
from meeting.awards.verification import verify_code, verify_number
from meeting.config import settings_from
from meeting.db import db, release

ROUNDS = 1_000


def verification(instance: Instance, sample: Sample) -> list[Figure]:
    """Refusals within the process, in turn; each as long as the other, whatever is wrong."""
    with instance.copy() as copy:
        copy.run("awards", "import", "--meeting", SLUG, str(sample.awards))
        copy.run("certificates", "issue", "--meeting", SLUG)
        with create_app(settings_from(copy.environment)).app_context():
            number, code = db.session.execute(sa.select(Certificate.number, Certificate.code).limit(1)).one()
            asked: dict[str, Callable[[], object]] = {
                "wrong-name": lambda: verify_number(number, "某某"),
                "unknown-number": lambda: verify_number(number[:-4] + "9999", "某某"),
                "unknown-code": lambda: verify_code(code[:-2] + "AA"),
                "no-code": lambda: verify_code("HELLO"),
            }
            times: dict[str, list[float]] = {what: [] for what in asked}
            for _ in range(ROUNDS):
                for what, ask in asked.items():
                    times[what].append(_refused(ask))
            db.session.remove()
            db.engine.dispose()
    figures = [figure(f"verify-{what}", "ms", each) for what, each in times.items()]
    wrong, unknown = (statistics.median(times[what]) for what in ("wrong-name", "unknown-number"))
    return [*figures, figure("verify-unknown-number-ratio", "× a wrong name's", [unknown / wrong])]


def _refused(ask: Callable[[], object]) -> float:
    """Milliseconds. Raises ``WrongAnswer`` where it isn't refused."""
    release()
    began = time.perf_counter()
    try:
        ask()
    except CertificateUnknown:
        return (time.perf_counter() - began) * 1_000
    raise WrongAnswer("a certificate was verified that there isn't")

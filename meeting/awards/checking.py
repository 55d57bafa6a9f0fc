"""What must hold of issued certificates, looked at again: contents as they were frozen, series without gaps."""

from collections.abc import Iterator

import sqlalchemy as sa

from meeting.awards.codes import code_text, read_code
from meeting.awards.content import Content, digest_of
from meeting.awards.keys import certificate_keys
from meeting.awards.models import Certificate, CertificateSeries
from meeting.awards.numbering import number_key, number_of
from meeting.awards.verification import code_of
from meeting.db import db

AT_ONCE = 500
"""Certificates in memory."""


def faults() -> Iterator[str]:
    """Sentences, one for each thing that is wrong in the installation; none: all is as it was issued."""
    yield from _faults_of_series()
    moulds = dict(db.session.execute(sa.select(CertificateSeries.id, CertificateSeries.mould)).tuples().all())
    last = 0
    while True:
        query = sa.select(Certificate).where(Certificate.id > last).order_by(Certificate.id).limit(AT_ONCE)
        found = list(db.session.scalars(query))
        if not found:
            return
        for certificate in found:
            yield from (f"{certificate.number}：{fault}" for fault in _faults_of(certificate, moulds))
        last = found[-1].id
        for certificate in found:
            db.session.expunge(certificate)


def lost_keys() -> list[int]:
    """The ids of keys that signed certificates and can't be read: nothing can be checked against them."""
    used = db.session.scalars(sa.select(Certificate.key_id).where(Certificate.key_id.is_not(None)).distinct())
    return sorted(key_id for key_id in used if key_id and certificate_keys().public(key_id) is None)


def _faults_of_series() -> Iterator[str]:
    counted = (
        sa.select(
            Certificate.series_id, sa.func.count().label("count"), sa.func.min(Certificate.serial).label("first"),
            sa.func.max(Certificate.serial).label("last"),
        )
        .group_by(Certificate.series_id)
        .subquery()
    )  # fmt: skip
    rows = db.session.execute(
        sa.select(CertificateSeries, counted.c.count, counted.c.first, counted.c.last)
        .outerjoin(counted, counted.c.series_id == CertificateSeries.id)
        .order_by(CertificateSeries.id)
    )
    for series, count, first, last in rows.tuples():
        if (count or 0) == series.last and (not count or (first, last) == (1, series.last)):
            continue
        there = set(db.session.scalars(sa.select(Certificate.serial).where(Certificate.series_id == series.id)))
        missing = [number_of(series.mould, n) for n in range(1, series.last + 1) if n not in there]
        beyond = [number_of(series.mould, n) for n in sorted(there) if not 1 <= n <= series.last]
        if missing:
            yield f"编号有缺：{_several(missing)}"
        if beyond:
            yield f"编号超出了这一列已发的数：{_several(beyond)}"


def _faults_of(certificate: Certificate, moulds: dict[int, str]) -> Iterator[str]:
    if digest_of(certificate.content) != certificate.digest:
        yield "存下的内容和它的摘要不符，发证之后被改过"
    try:
        content = Content.from_json(certificate.content)
    except ValueError:
        yield "存下的内容读不出来"
    else:
        said = content.texts
        wrong = [name for name in ("number", "names", "unit", "award", "grade", "work", "issuer")
                 if said[name] != getattr(certificate, name)]  # fmt: skip
        if wrong:
            yield f"查验用的文字和印出的内容不符（{'、'.join(wrong)}）"
    if certificate.number != number_of(moulds[certificate.series_id], certificate.serial):
        yield "编号和它的样式、流水号不符"
    if certificate.number_key != number_key(certificate.number):
        yield "查找用的编号和编号不符"
    key = certificate_keys().public(certificate.key_id) if certificate.key_id else None
    if key is not None:
        code = read_code(code_text(code_of(certificate)))
        if code is None or not code.verify(key):
            yield "签名不对"


def _several(numbers: list[str]) -> str:
    return "、".join(numbers[:5]) + (f" 等{len(numbers)}个" if len(numbers) > 5 else "")

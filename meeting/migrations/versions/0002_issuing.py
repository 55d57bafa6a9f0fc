"""Patterns of certificate numbers; contents frozen and hashed; signed codes; jobs that can be stopped.

Revision: 0002, after 0001

The data step freezes what was numbered before. It calls ``content_of`` and ``number_key`` as they are when it runs: the
words are put together in one place only, and these certificates were printed with the same ones.
"""

import sqlalchemy as sa
from alembic import op

import meeting.db
from meeting.awards.enums import AwardKind
from meeting.awards.numbering import DEFAULT, mould_key, number_key
from meeting.awards.wording import content_of

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

WORDS = ("names", "unit", "award", "grade", "work", "issuer")


def upgrade() -> None:
    op.create_table(
        'number_pattern',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('society_id', sa.Integer(), nullable=False),
        sa.Column('letters', sa.String(length=8), nullable=False),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('pattern', sa.String(length=60), nullable=False),
        sa.CheckConstraint('year >= 0', name=op.f('ck_number_pattern_year')),
        sa.ForeignKeyConstraint(['society_id'], ['society.id'], name=op.f('fk_number_pattern_society_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_number_pattern')),
        sa.UniqueConstraint('society_id', 'letters', 'year', name=op.f('uq_number_pattern_society_id_letters_year')),
    )
    with op.batch_alter_table('award', schema=None) as batch_op:
        batch_op.add_column(sa.Column('letters', sa.String(length=8), server_default='', nullable=False))
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.add_column(sa.Column('number_key', sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column('key_id', sa.SmallInteger(), nullable=True))
        batch_op.add_column(sa.Column('signature', sa.LargeBinary(length=64), nullable=True))
        batch_op.add_column(sa.Column('content', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('digest', sa.String(length=64), nullable=True))
    with op.batch_alter_table('certificate_series', schema=None) as batch_op:
        batch_op.add_column(sa.Column('society_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('mould', sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column('key', sa.String(length=160), nullable=True))

    freeze(op.get_bind())

    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.alter_column('number_key', existing_type=sa.String(length=120), nullable=False)
        batch_op.alter_column('content', existing_type=sa.Text(), nullable=False)
        batch_op.alter_column('digest', existing_type=sa.String(length=64), nullable=False)
        batch_op.create_unique_constraint(batch_op.f('uq_certificate_number_key'), ['number_key'])
        batch_op.create_check_constraint(
            batch_op.f('ck_certificate_signed'), "(key_id IS NULL) = (signature IS NULL)"
        )
    with op.batch_alter_table('certificate_series', schema=None) as batch_op:
        batch_op.alter_column('society_id', existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column('mould', existing_type=sa.String(length=80), nullable=False)
        batch_op.alter_column('key', existing_type=sa.String(length=160), nullable=False)
        batch_op.drop_constraint(batch_op.f('uq_certificate_series_prefix'), type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_certificate_series_key'), ['key'])
        batch_op.create_foreign_key(batch_op.f('fk_certificate_series_society_id'), 'society', ['society_id'], ['id'])
        batch_op.drop_column('prefix')
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.add_column(sa.Column('stop_asked_at', meeting.db.Instant(), nullable=True))
        batch_op.drop_constraint(batch_op.f('ck_job_jobstate'), type_='check')
        batch_op.create_check_constraint(
            batch_op.f('ck_job_jobstate'), "state IN ('queued', 'running', 'done', 'failed', 'stopped')"
        )


def freeze(connection: sa.Connection) -> None:
    """Give what was numbered before its content, its key, its series' mould, and its years their pattern."""
    certificate, series, pattern = (
        sa.Table(name, sa.MetaData(), autoload_with=connection)
        for name in ("certificate", "certificate_series", "number_pattern")
    )
    societies: dict[int, int] = {}
    patterns: set[tuple[int, str, int]] = set()
    frozen: list[dict[str, object]] = []
    for row in connection.execute(sa.select(certificate).order_by(certificate.c.id)).mappings():
        kind = AwardKind(row["kind"])
        words = {field: row[field] for field in (*WORDS, "term_starts_on", "term_ends_on")} | {"kind": kind}
        content = content_of(words, number=row["number"], issued_on=row["issued_on"])
        societies[row["series_id"]] = row["society_id"]
        patterns.add((row["society_id"], kind.series, row["issued_on"].year))
        frozen.append({
            "of": row["id"], "number_key": number_key(row["number"]), "content": content.to_json(),
            "digest": content.digest,
        })  # fmt: skip
    if frozen:
        update = sa.update(certificate).where(certificate.c.id == sa.bindparam("of"))
        connection.execute(
            update.values(
                number_key=sa.bindparam("number_key"), content=sa.bindparam("content"), digest=sa.bindparam("digest")
            ),
            frozen,
        )
    for row in connection.execute(sa.select(series)).mappings().all():
        of = series.c.id == row["id"]
        if row["id"] not in societies:  # nothing was numbered of it
            connection.execute(sa.delete(series).where(of))
            continue
        mould = row["prefix"] + "-{流水:4}"
        connection.execute(
            sa.update(series).where(of).values(society_id=societies[row["id"]], mould=mould, key=mould_key(mould))
        )
    for society_id, letters, year in sorted(patterns):
        connection.execute(
            sa.insert(pattern).values(society_id=society_id, letters=letters, year=year, pattern=DEFAULT)
        )


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the upgrade")

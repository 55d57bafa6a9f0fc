"""rules of gates as rows; in and out; warnings and reasons on scans

Revision: 0012, after 0011
"""

import sqlalchemy as sa
from alembic import op

import meeting.db

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

REFUSALS = (
    "'unknown', 'forged', 'revoked', 'other-meeting', 'not-confirmed', 'not-enrolled', 'wrong-category', "
    "'out-of-hours', 'gate-closed', 'device-revoked'"
)
RESULTS = "'admitted', 'left', 'repeated', 'refused', 'undone'"


def upgrade() -> None:
    with op.batch_alter_table("gate", schema=None) as batch_op:
        batch_op.add_column(sa.Column("passing", sa.String(length=24), nullable=False, server_default="once"))
    with op.batch_alter_table("gate", schema=None) as batch_op:
        batch_op.alter_column("passing", existing_type=sa.String(length=24), server_default=None)
        batch_op.create_check_constraint(batch_op.f("ck_gate_passing"), "passing IN ('once', 'daily', 'in-out')")
    op.create_table(
        "gate_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gate_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("warns", sa.Boolean(), nullable=False),
        sa.Column("category", sa.String(length=24), nullable=True),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("from_at", meeting.db.Instant(), nullable=True),
        sa.Column("until_at", meeting.db.Instant(), nullable=True),
        sa.CheckConstraint("kind IN ('category', 'enrolled', 'hours')", name=op.f("ck_gate_rule_rulekind")),
        sa.CheckConstraint(
            "category IN ('delegate', 'observer', 'guest', 'exhibitor', 'media', 'staff')",
            name=op.f("ck_gate_rule_category"),
        ),
        sa.CheckConstraint("(kind = 'category') = (category IS NOT NULL)", name=op.f("ck_gate_rule_for_category")),
        sa.CheckConstraint("(kind = 'enrolled') = (session_id IS NOT NULL)", name=op.f("ck_gate_rule_for_enrolled")),
        sa.CheckConstraint(
            "(kind = 'hours') = (from_at IS NOT NULL OR until_at IS NOT NULL)", name=op.f("ck_gate_rule_for_hours")
        ),
        sa.CheckConstraint("from_at < until_at", name=op.f("ck_gate_rule_order")),
        sa.ForeignKeyConstraint(["gate_id"], ["gate.id"], name=op.f("fk_gate_rule_gate_id")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_gate_rule_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_rule")),
    )
    op.create_index("ix_gate_rule_gate_id", "gate_rule", ["gate_id"])
    op.execute(
        "INSERT INTO gate_rule (gate_id, kind, warns, session_id) SELECT gate.id, 'enrolled', false, session.id "
        "FROM gate JOIN session ON session.id = gate.session_id WHERE session.kind = 'sub-forum'"
    )
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.add_column(sa.Column("may_override", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.alter_column("may_override", existing_type=sa.Boolean(), server_default=None)
    with op.batch_alter_table("scan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("warning", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("way", sa.String(length=24), nullable=False, server_default="in"))
        batch_op.add_column(sa.Column("reason", sa.String(length=100), nullable=False, server_default=""))
    with op.batch_alter_table("scan", schema=None) as batch_op:
        batch_op.alter_column("way", existing_type=sa.String(length=24), server_default=None)
        batch_op.alter_column("reason", existing_type=sa.String(length=100), server_default=None)
        for name in ("refusal", "scanresult", "shown"):
            batch_op.drop_constraint(batch_op.f(f"ck_scan_{name}"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_scan_refusal"), f"refusal IN ({REFUSALS})")
        batch_op.create_check_constraint(batch_op.f("ck_scan_warning"), f"warning IN ({REFUSALS})")
        batch_op.create_check_constraint(batch_op.f("ck_scan_scanresult"), f"result IN ({RESULTS})")
        batch_op.create_check_constraint(batch_op.f("ck_scan_shown"), f"shown IN ({RESULTS})")
        batch_op.create_check_constraint(batch_op.f("ck_scan_way"), "way IN ('in', 'out')")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.add_column(sa.Column("left_at", meeting.db.Instant(), nullable=True))
        batch_op.add_column(sa.Column("left_scan_id", sa.Uuid(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_attendance_left_scan_id"), ["left_scan_id"])
        batch_op.create_check_constraint(
            batch_op.f("ck_attendance_left"), "(left_at IS NULL) = (left_scan_id IS NULL)"
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_attendance_left_scan_id"), "scan", ["left_scan_id"], ["id"], deferrable=True,
            initially="DEFERRED",
        )


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the upgrade")

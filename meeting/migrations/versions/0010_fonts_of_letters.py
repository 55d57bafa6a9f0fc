"""fonts of letters

Revision: 0010, after 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letter_font",
        sa.Column("society_id", sa.Integer(), nullable=False),
        sa.Column(
            "part",
            sa.Enum("body", "title", name="letterpart", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("font_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["font_id"], ["society_font.id"], name=op.f("fk_letter_font_font_id")),
        sa.ForeignKeyConstraint(["society_id"], ["society.id"], name=op.f("fk_letter_font_society_id")),
        sa.PrimaryKeyConstraint("society_id", "part", name=op.f("pk_letter_font")),
    )


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the upgrade")

"""layouts of a society's own, their versions and pictures

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op

import meeting.db

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('layout_picture',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('society_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('file_key', sa.String(length=80), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('made_at', meeting.db.Instant(), nullable=False),
    sa.ForeignKeyConstraint(['society_id'], ['society.id'], name=op.f('fk_layout_picture_society_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_layout_picture')),
    sa.UniqueConstraint('society_id', 'digest', name=op.f('uq_layout_picture_society_id_digest'))
    )
    op.create_table('saved_layout',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('society_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('badge', 'exhibitor-badge', 'honour', 'appointment', 'table-card', 'seat-card', 'meal-ticket', name='kind', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('title', sa.String(length=60), nullable=False),
    sa.Column('state', sa.Enum('active', 'archived', name='layoutstate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('made_at', meeting.db.Instant(), nullable=False),
    sa.ForeignKeyConstraint(['society_id'], ['society.id'], name=op.f('fk_saved_layout_society_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_layout'))
    )
    with op.batch_alter_table('saved_layout', schema=None) as batch_op:
        batch_op.create_index('ix_saved_layout_society_id_kind', ['society_id', 'kind'], unique=False)

    op.create_table('layout_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('saved_layout_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('made_at', meeting.db.Instant(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_layout_version_made_by_id')),
    sa.ForeignKeyConstraint(['saved_layout_id'], ['saved_layout.id'], name=op.f('fk_layout_version_saved_layout_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_layout_version')),
    sa.UniqueConstraint('saved_layout_id', 'number', name=op.f('uq_layout_version_saved_layout_id_number'))
    )
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.add_column(sa.Column('layout_version_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f('fk_certificate_layout_version_id'), 'layout_version', ['layout_version_id'], ['id']
        )


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the upgrade")

"""What a WSGI server loads: ``wsgi:app``."""

from meeting.app import create_app
from meeting.installation import prepare_migrations

app = create_app()
prepare_migrations(app)  # for `flask --app wsgi db …`

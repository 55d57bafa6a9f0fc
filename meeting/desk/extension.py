"""What templates need of the desk."""

from flask import Flask

from meeting.desk.navigation import navigation, society_navigation
from meeting.desk.sentences import in_sentences


def init_app(app: Flask) -> None:
    app.add_template_global(navigation)
    app.add_template_global(society_navigation)
    app.add_template_global(in_sentences)  # rooms below show the history of their own things

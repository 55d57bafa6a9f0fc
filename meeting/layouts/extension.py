"""The pages of fonts, beside those of seals."""

from flask import Flask

from meeting.layouts.font_views import bp as fonts


def init_app(app: Flask) -> None:
    app.register_blueprint(fonts)

"""The application: settings, extensions, blueprints, commands. Nothing in meeting/ imports this."""

from importlib import import_module
from pathlib import Path

from flask import Flask
from flask_babel import Babel
from werkzeug.middleware.proxy_fix import ProxyFix

from meeting.cli import commands
from meeting.config import BadSetting, Settings, flask_config, settings_from
from meeting.db import init_db
from meeting.storage.whole import reason

ROOMS = (
    "web", "jobs", "mail", "accounts", "history", "people", "meetings", "layouts", "programme", "registration",
    "exhibition", "awards", "logistics", "checkin", "arrival", "desk", "portal", "setup", "identity", "letters",
    "printing",
)  # fmt: skip
"""Packages with models, views, filters or commands, bottom up; printing last, after all have said what they print."""

PACKAGE = Path(__file__).parent
BESIDE = PACKAGE.parent


def create_app(settings: Settings | None = None, **overrides: object) -> Flask:
    """Make the application. ``overrides`` are Flask settings, for tests."""
    settings = settings or settings_from()
    _require_folder(settings.instance)
    app = Flask(
        "meeting",
        instance_path=str(settings.instance),
        template_folder=str(_shipped("templates")),
        static_folder=str(_shipped("static")),
    )
    app.config.update(flask_config(settings), MEETING=settings)
    app.config.update(overrides)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=0, x_port=0, x_prefix=0
        )
    modules = {room: _modules(room) for room in ROOMS}
    init_db(app)
    _extensions(app)
    for room in modules.values():
        for module in room:
            if hasattr(module, "init_app"):
                module.init_app(app)
            if hasattr(module, "bp"):
                app.register_blueprint(module.bp)
            for command in getattr(module, "commands", ()):
                app.cli.add_command(command)
    for command in commands:
        app.cli.add_command(command)
    return app


def _require_folder(instance: Path) -> None:
    """Made where there is none yet. Raises ``BadSetting``."""
    try:
        instance.mkdir(parents=True, exist_ok=True, mode=0o700)
        (instance / "keys").mkdir(exist_ok=True, mode=0o700)
    except OSError as error:
        why = f"要写一个能建立、能读写的文件夹（{reason(error)}）"
        raise BadSetting(name="MEETING_INSTANCE", value=instance, why=why) from error


def _modules(room: str) -> list[object]:
    """The room's models (so that they are mapped), views, commands and filters, those that there are."""
    found: list[object] = []
    for name in ("models", "extension", "views", "cli"):
        if (PACKAGE / room / f"{name}.py").exists() or (PACKAGE / room / name / "__init__.py").exists():
            found.append(import_module(f"meeting.{room}.{name}"))
    return found


def _extensions(app: Flask) -> None:
    from meeting.web.answers import init_answers
    from meeting.web.filters import init_filters
    from meeting.web.limits import init_limits
    from meeting.web.packed import init_packing
    from meeting.web.sessions import FormTokens, Sessions
    from meeting.web.views import chosen_locale

    app.session_interface = Sessions()
    Babel(app, locale_selector=chosen_locale)
    FormTokens(app)
    init_limits(app)
    init_answers(app)
    init_packing(app)
    init_filters(app)


def _shipped(folder: str) -> Path:
    """Templates and static files: beside the package in a checkout, inside it in a wheel."""
    inside = PACKAGE / f"_{folder}"
    return inside if inside.is_dir() else BESIDE / folder


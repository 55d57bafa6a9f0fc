"""Our layouts, macros and scripts on an application of three pages: no database, the product's own CSP."""

from pathlib import Path

import jinja2
from flask import Blueprint, Flask, jsonify, make_response, redirect, render_template, request
from flask_babel import Babel
from flask_wtf import CSRFProtect
from werkzeug.wrappers import Response
from wtforms import HiddenField, MultipleFileField, RadioField, StringField, TelField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional

from meeting.registration.enums import Category, DelegateState
from meeting.web.answers import CSP
from meeting.web.forms import Form

ROOT = Path(__file__).parents[2]

UNITS = ["常州市档案馆", "常州大学", "苏州市档案馆"]


class Page:
    page, pages, total, first, last = 2, 9, 170, 21, 40


class Registration(Form):
    name = StringField("姓名", [DataRequired("请填写姓名")], description="与证件一致")
    mobile = TelField("手机", [Optional()])
    unit = StringField("单位", [DataRequired("请填写单位")])
    unit_id = HiddenField()
    sex = RadioField("性别", [DataRequired("请选择性别")], choices=[SelectChoice("f", "女"), SelectChoice("m", "男")])
    files = MultipleFileField("回执")


def make_app() -> Flask:
    """``app.config["POSTED"]`` counts the forms that arrived."""
    app = Flask(
        "look", static_folder=str(ROOT / "static"), static_url_path="/static", template_folder=str(ROOT / "templates")
    )
    app.config.update(SECRET_KEY="look", BABEL_DEFAULT_LOCALE="zh_Hans_CN", POSTED=0)
    app.jinja_loader = jinja2.FileSystemLoader([str(ROOT / "templates"), str(Path(__file__).parent / "pages")])
    app.jinja_env.undefined = jinja2.StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.add_template_global(lambda: "zh-CN", "html_lang")
    Babel(app)
    CSRFProtect(app)
    web = Blueprint("web", __name__)
    web.add_url_rule("/language/<to>", "language", lambda to: redirect("/list"), methods=["POST"])
    desk = Blueprint("desk", __name__)
    desk.add_url_rule("/desk/", "home", lambda: redirect("/list"))
    app.register_blueprint(web)
    app.register_blueprint(desk)

    @app.context_processor
    def around() -> dict[str, object]:
        nav = [("会务", [("参会人员", "/list", True), ("日程", "#", False)]), (None, [("账号", "#", False)])]
        return {"nav": nav, "topnav": [("报名", "/form", True)], "footer_links": [("查验证书", "#")]}

    @app.route("/form", methods=["GET", "POST"])
    def form() -> Response:
        filled = Registration()
        app.config["POSTED"] += request.method == "POST"
        refused = request.method == "POST" and not filled.validate_on_submit()
        return make_response(render_template("form.html", form=filled), 422 if refused else 200)

    @app.get("/list")
    def list_() -> str:
        people = [
            (number, state, category)
            for number, (state, category) in enumerate(zip(DelegateState, Category, strict=False))
        ]
        return render_template("list.html", people=people, page=Page, sort=request.args.get("sort", "name"))

    @app.get("/check-in")
    def check_in() -> str:
        return render_template("check-in.html")

    @app.get("/progress")
    def progress() -> str:
        return render_template("progress.html")

    @app.get("/units.json")
    def units() -> Response:
        found = [name for name in UNITS if request.args["q"] in name]
        return jsonify([{"id": UNITS.index(name), "name": name, "region": name[:2]} for name in found])

    @app.after_request
    def csp(answer: Response) -> Response:
        answer.headers["Content-Security-Policy"] = CSP
        return answer

    return app

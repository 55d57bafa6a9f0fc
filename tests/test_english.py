"""English is complete, and holds the same places as the Chinese."""

import re
from gettext import GNUTranslations

from flask import Flask
from flask.testing import FlaskClient

from scripts.catalogue import PO, english, missing

PLACES = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def test_every_sentence_has_english() -> None:
    assert missing() == []


def test_english_names_no_place_that_the_chinese_lacks() -> None:
    wrong = []
    for message in english():
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        strings = [message.string] if isinstance(message.string, str) else list(message.string)
        known = {place for text in ids for place in PLACES.findall(text)}
        wrong += [message.id for text in strings if not set(PLACES.findall(text)) <= known]

    assert wrong == []


def test_catalogue_is_compiled_from_what_is_committed() -> None:
    with PO.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    stale = []
    for message in english():
        if message.context:
            said: object = compiled.pgettext(message.context, message.id)
        elif isinstance(message.id, str):
            said = compiled.gettext(message.id)
        else:
            said = tuple(compiled.ngettext(*message.id, n) for n in (1, 2))
        if message.id and message.string and said != message.string:
            stale.append(message.id)

    assert stale == [], "run: python -m scripts.catalogue"


def test_pages_turn_english_by_the_switch(client: FlaskClient, app: Flask) -> None:
    before = client.get("/sign-in").get_data(as_text=True)
    client.post("/language/en", data={"next": "/sign-in"})
    after = client.get("/sign-in").get_data(as_text=True)

    assert 'lang="zh-CN"' in before
    assert 'lang="en"' in after
    assert "登录" not in re.sub(r"<[^>]*>", "", after)

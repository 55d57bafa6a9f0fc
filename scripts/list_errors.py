"""Write docs/errors.md: every refusal that the product knows, by its code. Run it after adding one."""

import pkgutil
from importlib import import_module
from pathlib import Path

import meeting
from meeting.errors import MeetingError

PAGE = Path(__file__).parent.parent / "docs" / "errors.md"
HEAD = """# 拒绝与原因 · Refusals

每个拒绝有一个不变的代码；页面显示句子，JSON 回答里是 `{"code", "message"}`。
Each refusal has a code that stays; pages show the sentence, JSON answers carry `{"code", "message"}`.

| code | HTTP | 句子 |
|---|---|---|
"""


def refusals() -> list[type[MeetingError]]:
    """All classes of refusals with a code of their own, by code."""
    for module in pkgutil.walk_packages(meeting.__path__, "meeting."):
        if not module.name.startswith(("meeting.migrations", "meeting.serving", "meeting.__main__")):
            import_module(module.name)
    found: dict[str, type[MeetingError]] = {}
    waiting = [MeetingError]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if "code" in vars(kind) and kind.__module__.startswith("meeting."):
            if kind.code in found:
                raise ValueError(f"{kind} and {found[kind.code]} share the code {kind.code}")
            found[kind.code] = kind
    return [found[code] for code in sorted(found)]


def page() -> str:
    """The whole page."""
    return HEAD + "".join(f"| `{kind.code}` | {kind.status} | {kind.sentence} |\n" for kind in refusals())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

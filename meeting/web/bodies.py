"""What requests carry besides forms."""

from typing import Any

from flask import request


def sent_json() -> Any:
    """The body; None: it is no JSON, or none that can be read (thousands of brackets)."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None

"""Whose card a printed one is."""

PREFIX = "delegate:"


def badge_subject(delegate_id: int) -> str:
    """As the print log calls a delegate's badge."""
    return f"{PREFIX}{delegate_id}"


def delegate_of_subject(subject: str) -> int:
    """The delegate's id in a subject."""
    return int(subject.removeprefix(PREFIX))

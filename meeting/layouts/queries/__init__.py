"""Reading seals, requests, layouts and fonts."""

from meeting.layouts.queries.fonts import all_fonts, font_in, letter_fonts, loaded_faces, society_faces
from meeting.layouts.queries.requests import (
    request_in_meeting,
    request_in_society,
    request_numbered,
    requests_of,
    usable_requests,
    uses_of,
)
from meeting.layouts.queries.seals import all_seals, seal_in, usable_seals
from meeting.layouts.queries.versions import (
    digests_in,
    faces_in,
    layout_in,
    layouts_of_versions,
    newest_layouts,
    picture_in,
    pictures_of,
    saved_in,
    saved_layouts,
    version_in,
)

__all__ = [
    "all_fonts",
    "all_seals",
    "digests_in",
    "faces_in",
    "font_in",
    "layout_in",
    "layouts_of_versions",
    "letter_fonts",
    "loaded_faces",
    "newest_layouts",
    "picture_in",
    "pictures_of",
    "request_in_meeting",
    "request_in_society",
    "request_numbered",
    "requests_of",
    "saved_in",
    "saved_layouts",
    "seal_in",
    "society_faces",
    "usable_requests",
    "usable_seals",
    "uses_of",
    "version_in",
]

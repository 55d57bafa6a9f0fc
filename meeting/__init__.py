"""年会: annual meetings of learned societies, from set-up to certificate.

`meeting.app.create_app` makes the Flask application; each package below is one room of the house
(docs/decisions.md says which may import which).
"""

__version__ = "0.1.0"

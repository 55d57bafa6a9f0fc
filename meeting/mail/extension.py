"""What is registered when the application starts."""

import meeting.mail.delivery  # noqa: F401 registers its handler

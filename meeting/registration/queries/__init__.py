"""Reading delegates, delegations and enrolments."""

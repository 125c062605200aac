"""How long an account waits after wrong passwords: a pure rule over how many, when the last one was, and now.

NIST SP 800-63B-4 (section 3.2.2) allows at most 100 consecutive failures on one account and recommends waiting times that grow.
"""

from datetime import UTC, datetime, timedelta

free_failures_max = 5
first_wait_seconds = 30
wait_seconds_max = 900
consecutive_failures_max = 100

UNTIL_RESET = datetime.max.replace(tzinfo=UTC)
"""The answer where no waiting helps: an operator has to set the count back to nought."""


def closed_until(failures: int, last_failure_at: datetime | None, now: datetime) -> datetime | None:
    """Until when no password of this account is looked at; None where one may be tried now.

    `failures` are consecutive, counted from the last success. Both instants carry a time zone. A last failure later than
    `now` (a clock that was set back) counts as one of this moment, so that nobody waits longer than the rule's longest.
    """
    if failures >= consecutive_failures_max:
        return UNTIL_RESET
    if failures <= free_failures_max or last_failure_at is None:
        return None
    until = min(last_failure_at, now) + wait_after(failures)
    return until if until > now else None


def wait_after(failures: int) -> timedelta:
    """The wait that so many consecutive failures cost: nothing, then 30 s, doubled with each one up to 15 minutes."""
    if failures <= free_failures_max:
        return timedelta(0)
    doublings = min(failures - free_failures_max - 1, wait_seconds_max.bit_length())
    return timedelta(seconds=min(first_wait_seconds * 2**doublings, wait_seconds_max))

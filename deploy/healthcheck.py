"""Asks this container's own health endpoint; the exit status is the answer. Run as `python -m deploy.healthcheck`."""

import os
import sys
import urllib.error
import urllib.request

answer_seconds_max = 4

_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Whatever proxy a container is given, its own health is not asked for there."""


def ready(port: str) -> bool:
    """True when the service says it is ready: its subscribers run and its readers keep up."""
    try:
        with _direct.open(f"http://127.0.0.1:{port}/health/ready", timeout=answer_seconds_max) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(0 if ready(os.environ.get("ANTOAN_PORT", "8021")) else 1)

"""Asks this container's own health endpoint; the exit status is the answer. Run as `python -m deploy.healthcheck`."""

import os
import sys
import urllib.error
import urllib.request

answer_seconds_max = 4


def ready(port: str) -> bool:
    """True when the service says it is ready: its subscribers run and its readers keep up."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=answer_seconds_max) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(0 if ready(os.environ.get("ANTOAN_PORT", "8021")) else 1)

"""A server that speaks S3 as a process of its own, and what an officer may attach to."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import httpx
import pytest

from tests.system.program import free_ports

start_seconds_max = 30
_numbers = count(1)


@dataclass(frozen=True)
class Buckets:
    """Where it listens."""

    endpoint: str

    def made(self) -> str:
        """A new, empty bucket."""
        name = f"bucket-{next(_numbers)}"
        httpx.put(f"{self.endpoint}/{name}").raise_for_status()
        return name


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Buckets]:
    port = next(iter(free_ports()))
    log = (tmp_path_factory.mktemp("s3") / "log").open("wb")
    # what an operator's own variables say about S3 is none of the test's business
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    command = [sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    try:
        buckets = Buckets(f"http://127.0.0.1:{port}")
        deadline = time.monotonic() + start_seconds_max
        while True:
            try:
                httpx.get(buckets.endpoint)
                break
            except httpx.TransportError:
                assert process.poll() is None and time.monotonic() < deadline, Path(log.name).read_text()
                time.sleep(0.05)
        yield buckets
    finally:
        process.kill()
        process.wait(10)
        log.close()

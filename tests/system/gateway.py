"""The real gateway with the real Caddyfile, on loopback and other ports: only where it listens is changed."""

import asyncio
import json
import os
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.system.deployment import DEPLOY
from tests.system.program import Program, free_ports

start_seconds_max = 20
poll_ms = 50

INSTALL = "apt-get install --no-install-recommends caddy"


@dataclass(frozen=True)
class Gateway:
    http_port: int
    https_port: int
    admin_port: int
    authority: Path
    """The certificate of the gateway's own authority, which a client has to be told to trust."""

    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.authority))


def caddy() -> str:
    """The program, or a skip that says how to have it; where CI runs, its absence is a failure."""
    found = shutil.which("caddy")
    if found is not None:
        return found
    sentence = f"no caddy: the gateway is not tried; to have it: {INSTALL}"
    if os.environ.get("CI"):
        pytest.fail(sentence)
    pytest.skip(sentence)


@asynccontextmanager
async def open_gateway(upstreams: Mapping[str, str], folder: Path) -> AsyncIterator[Gateway]:
    """Runs it before the upstreams (service → host:port) for the length of the block."""
    http_port, https_port, admin_port = (port for port, _ in zip(free_ports(), range(3), strict=False))
    program, data = caddy(), folder / "data"
    home = {"XDG_DATA_HOME": str(data), "XDG_CONFIG_HOME": str(folder / "config")}
    environment = {f"ANTOAN_{name.upper()}": upstream for name, upstream in upstreams.items()}
    configuration = _elsewhere(_adapted(program, {**home, **environment}), http_port, https_port, admin_port)
    (folder / "caddy.json").write_text(json.dumps(configuration))
    command = [program, "run", "--config", str(folder / "caddy.json")]
    running = Program("gateway", command, home, folder / "log")
    await running.start()
    try:
        gateway = Gateway(http_port, https_port, admin_port, data / "caddy/pki/authorities/local/root.crt")
        await _listening(gateway, running)
        yield gateway
    finally:
        await running.killed()


def _adapted(program: str, environment: Mapping[str, str]) -> dict[str, Any]:
    """The Caddyfile as Caddy itself understands it; it warns of what is not written as it should be."""
    adapted = subprocess.run(
        [program, "adapt", "--config", str(DEPLOY / "Caddyfile")],
        env={"PATH": os.environ["PATH"], **environment}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "warn" not in adapted.stderr.lower(), adapted.stderr
    configuration: dict[str, Any] = json.loads(adapted.stdout)
    return configuration


def _elsewhere(configuration: dict[str, Any], http_port: int, https_port: int, admin_port: int) -> dict[str, Any]:
    web = configuration["apps"]["http"]
    [server] = web["servers"].values()
    assert server["listen"] == [":443"]
    server["listen"] = [f"127.0.0.1:{https_port}"]
    web |= {"http_port": http_port, "https_port": https_port}
    assert configuration["admin"]["listen"] == "127.0.0.1:2019"
    configuration["admin"]["listen"] = f"127.0.0.1:{admin_port}"
    return configuration


async def _listening(gateway: Gateway, running: Program) -> None:
    """Asks as compose's health check does, and waits for the authority's certificate."""
    async with httpx.AsyncClient() as client, asyncio.timeout(start_seconds_max):
        while True:
            try:
                answer = await client.get(f"http://127.0.0.1:{gateway.admin_port}/config/")
                if answer.status_code == 200 and gateway.authority.exists():
                    return
            except httpx.TransportError:
                assert not running.has_ended(), running.said()
            await asyncio.sleep(poll_ms / 1000)

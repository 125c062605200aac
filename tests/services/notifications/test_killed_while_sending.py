"""Killed between sending and recording: the message comes once more, known by its id, and nothing is lost."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from chronicle.host import RELAY, Host
from contracts.notifications import MailboxSet, WebhookSet
from services.notifications.channels.endpoints import hashed
from services.notifications.channels.webhooks import fresh_key
from services.notifications.component import COMPONENT
from tests.architecture.sources import REPOSITORY
from tests.services.notifications.examples import DAY, OTHERS, RETURNED, list_units, listed, tell
from tests.services.notifications.played import play, stands
from tests.services.notifications.post_office import post_office
from tests.services.notifications.receiver import receiver

pytestmark = pytest.mark.faults

PROGRAM = Path(__file__).with_name("killed_program.py")
life_seconds_max = 60


async def dies(settings: Any, smtp_port: int) -> int:
    """One life of the program, until the armed point kills it; its return code."""
    named = {
        "database_url": settings.database_url, "broker_url": settings.broker_url, "heal_interval_ms": 100,
        "broker_stream": settings.broker_stream, "secrets_directory": str(settings.secrets),
        "smtp_host": "127.0.0.1", "smtp_port": smtp_port, "webhook_networks": "127.0.0.1/32",
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, str(PROGRAM), json.dumps(named)],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "ANTOAN_FAULT_POINT": "notice.before_record"},
        stdout=subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(life_seconds_max):
            while (code := process.poll()) is None:
                await asyncio.sleep(0.05)
        return code
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("channel", ["mail", "webhook"])
async def test_what_was_sent_and_not_recorded_comes_again_under_the_same_id(
    open_host: Callable[..., Any], settings: Any, channel: str
) -> None:
    clock = await play(settings)
    async with AsyncExitStack() as stack:
        post, program = stack.enter_context(post_office()), await stack.enter_async_context(receiver())
        told = await stack.enter_async_context(_host(settings, clock))
        await list_units(told, listed("c1"))
        if channel == "mail":
            mailbox = MailboxSet(unit_id="c1", address="c1@vi-du.example", previous_address=None)
            await tell(told, "notifications.mailbox:c1", mailbox)
        else:
            await _subscribe(told, program.address)
        # effects first read on an old log begin at its head: the program must have begun before the cause comes
        first = asyncio.create_task(dies(settings, post.port))
        await _begun(told)
        await tell(told, "recognition.dossier:bt-2021/c1", RETURNED)
        assert await first == -signal.SIGKILL
        assert len(post.mails) + len(program.messages) == 1
        pool = told.services["notifications"].pool
        assert await pool.fetchval("SELECT count(*) FROM notifications.delivery") == 1, "nothing is lost"
        await pool.execute("UPDATE notifications.delivery SET claimed_until = clock_timestamp()")  # the claim is over

        settings.smtp_host, settings.smtp_port, settings.webhook_networks = "127.0.0.1", post.port, ("127.0.0.1/32",)
        host = await open_host(RELAY, *OTHERS, COMPONENT, clock=clock)
        sent = await stands(host, "c1", "dossier_returned", "sent", channel)
        assert sent["attempts"] == 2
        ids = [m["Message-ID"] for m in post.mails] + [m.headers["webhook-id"] for m in program.messages]
        assert len(ids) == 2 and len(set(ids)) == 1


def _host(settings: Any, clock: Any) -> Any:
    """Only tells: another process reads, reacts and sends."""
    return Host((*OTHERS, COMPONENT), settings, clock=clock, readers_run=False)


async def _subscribe(host: Any, address: str) -> None:
    await host.services["notifications"].pool.execute(
        "INSERT INTO notifications.endpoint (unit_id, channel, address_sha256, address, signing_key) "
        "VALUES ('c1', 'webhook', $1, $2, $3)",
        hashed(address), address, fresh_key(),
    )  # fmt: skip
    fact = WebhookSet(unit_id="c1", host="127.0.0.1", address_sha256=hashed(address), previous_host=None, set_on=DAY)
    await tell(host, "notifications.webhook:c1", fact)


async def _begun(host: Any) -> None:
    """When the other process reads effects, so that what comes now is its to send."""
    pool = host.services["notifications"].pool
    async with asyncio.timeout(life_seconds_max):
        while not await pool.fetchval(
            "SELECT EXISTS (SELECT FROM notifications.reader WHERE reader = 'notifications.effects')"
        ):
            await asyncio.sleep(0.05)

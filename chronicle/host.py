"""The host: opens components on real servers, in one process or one each, and serves what they serve."""

import asyncio
import signal
import socket
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, nullcontext
from typing import Any

import asyncpg
import structlog
import uvicorn
import uvloop
from redis.exceptions import RedisError

from chronicle.broker import Publisher
from chronicle.calendar import CALENDAR, BeginDay
from chronicle.clock import Clock, SystemClock
from chronicle.command import Context, derived_id
from chronicle.component import ASGI, Component
from chronicle.ending import end
from chronicle.health import PATH, health_application
from chronicle.postgres.answering import answering
from chronicle.postgres.log import UNREACHABLE
from chronicle.postgres.migrate import MigrationChanged, migrate
from chronicle.refusal import Unreachable
from chronicle.relay import Relay
from chronicle.secrets import SecretMissing, service_url
from chronicle.service import Service
from chronicle.settings import Settings, SettingWrong, read_settings
from chronicle.telemetry import set_up_logging
from contracts.catalogue import CATALOGUE

RELAY = Component(name="calendar", aggregates=(CALENDAR,))
"""The chronicle's own component: carries the log to the broker and records that days begin."""

day_check_seconds = 20

logger = structlog.get_logger("chronicle.host")


class AddressTaken(Exception):
    """Somebody listens there already."""


class ServerNotNamed(Exception):
    """A host opens servers that are named; who wants embedded ones starts them first."""


EXPECTED = (
    AddressTaken, MigrationChanged, SecretMissing, ServerNotNamed, SettingWrong, Unreachable, RedisError,
    asyncpg.PostgresError, *UNREACHABLE,
)  # fmt: skip
"""What may be wrong around a program without being a fault of it: said in one line. Everything else is a traceback."""


class Host:
    """Use as `async with Host(...) as host`; then `host.services[name]`, and `await host.serve()` until stopped."""

    def __init__(
        self,
        components: Sequence[Component],
        settings: Settings,
        *,
        clock: Clock | None = None,
        migrates: bool = False,
        readers_run: bool = True,
        days_begin: bool = True,
    ) -> None:
        self.components = components
        self.settings = settings
        self.clock = clock or SystemClock(settings.time_zone)
        self._migrates = migrates
        self._readers_run = readers_run
        self._days_begin = days_begin
        self.services: dict[str, Service] = {}
        self.relay: Relay | None = None
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> "Host":
        async with AsyncExitStack() as stack:
            self.database_url, self.broker_url = _addresses(self.settings)
            await self._wait_for_database()
            if self._migrates:
                await migrate(
                    self.settings.owner_url or self.database_url,
                    self.components,
                    self.settings.secrets,
                )
            for component in self.components:
                self.services[component.name] = await stack.enter_async_context(
                    Service(
                        component, self.settings, CATALOGUE, self.clock, self.database_url, self.broker_url,
                        running=self._readers_run,
                    )
                )  # fmt: skip
            if RELAY.name in self.services and self._readers_run:
                await self._start_relay(stack, self.services[RELAY.name])
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def _wait_for_database(self) -> None:
        """As whoever speaks to it first: the owner, or the first component's role."""
        url = self.settings.owner_url or self.database_url
        if not self._migrates:
            url = service_url(self.database_url, self.components[0].name, self.settings.secrets)
        await answering(url, self.settings.database_wait_seconds_max)

    async def _start_relay(self, stack: AsyncExitStack, service: Service) -> None:
        publisher = await stack.enter_async_context(
            Publisher(self.broker_url, self.settings.broker_stream, self.settings.stream_messages_max)
        )
        url = service_url(self.database_url, RELAY.name, self.settings.secrets)
        self.relay = Relay(url, service.log, publisher, RELAY.name)
        tasks = [asyncio.create_task(self.relay.run())]
        if self._days_begin:
            tasks.append(asyncio.create_task(self._begin_days(service)))
        stack.push_async_callback(end, tasks)

    async def _begin_days(self, service: Service) -> None:
        while True:
            try:
                await begin_day(service, self.clock)
            except Exception as error:
                logger.warning("day_not_begun", error=repr(error))
            await asyncio.sleep(day_check_seconds)

    async def ready(self) -> Mapping[str, Mapping[str, Any]]:
        reasons = {name: await service.ready() for name, service in self.services.items()}
        if self.relay is not None and self.relay.interrupted is not None:
            reasons[RELAY.name]["relay"] = self.relay.interrupted
        return reasons

    def application(self) -> ASGI:
        """One ASGI application: each request goes to the component with the longest matching path."""
        routes: list[tuple[str, ASGI]] = [(PATH, health_application(self.ready))]
        for service in self.services.values():
            if service.component.web is not None:
                web = service.component.web(service)
                routes.extend((path, web) for path in service.component.paths)
        whole = _by_longest_path(routes)
        for service in self.services.values():
            service.neighbours = whole
        return whole

    async def serve(self, *, announce: Any = None) -> None:
        """Serves until SIGINT or SIGTERM. Raises AddressTaken before that. `announce(url)` once it listens."""
        listener = listen(self.settings.host, self.settings.port)
        server = _Server(
            uvicorn.Config(
                self.application(), log_config=None, access_log=False, lifespan="off", server_header=False,
                timeout_graceful_shutdown=5, timeout_keep_alive=75, proxy_headers=False, h11_max_incomplete_event_size=65_536,
            )
        )  # fmt: skip
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, server.stop)
        if announce is not None:
            host, port = listener.getsockname()[:2]
            announce(f"http://{host}:{port}")
        await server.serve(sockets=[listener])


def _addresses(settings: Settings) -> tuple[str, str]:
    if settings.database_url is None or settings.broker_url is None:
        raise ServerNotNamed(
            "set ANTOAN_DATABASE_URL and ANTOAN_BROKER_URL, or run `antoan up`, which brings its own servers "
            "· hãy đặt ANTOAN_DATABASE_URL và ANTOAN_BROKER_URL, hoặc chạy `antoan up`"
        )
    return settings.database_url, settings.broker_address or settings.broker_url


async def begin_day(service: Service, clock: Clock) -> None:
    """Records today, once, whoever asks and however often."""
    today = clock.today()
    command_id = derived_id(f"day {today}")
    context = Context("system", "system", "", today, command_id, command_id)
    await service.handle(BeginDay(occurred_on=today), context)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, or AddressTaken with what to do about it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise AddressTaken(
            f"cannot listen on {host}:{port}: {error.strerror}; set ANTOAN_PORT to another port "
            f"· không mở được cổng {port}, hãy đặt ANTOAN_PORT khác"
        ) from error
    return listener


def said(error: BaseException) -> str:
    """What an error says, in one line."""
    return " ".join(str(error).split()) or repr(error)


def run(*components: Component, settings: Settings | None = None) -> None:
    """Runs components in this process until SIGINT or SIGTERM; the whole of a service's `__main__`.

    What is wrong around it is said in one line, with status 1.
    """
    try:
        uvloop.run(_run(components, settings or read_settings()))
    except asyncio.CancelledError:
        return
    except EXPECTED as error:
        raise SystemExit(f"antoan: {said(error)}") from None


async def _run(components: Sequence[Component], settings: Settings) -> None:
    """Told to stop before it serves, it is cancelled; process 1 of a container would not hear the signal otherwise."""
    set_up_logging(settings.log_level, as_json=settings.log_json)
    task = asyncio.current_task()
    assert task is not None
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    async with Host(components, settings) as host:
        await host.serve(announce=lambda url: logger.info("serving", url=url))


class _Server(uvicorn.Server):
    """uvicorn without its own signal handlers, which would end the process before the servers are stopped."""

    def capture_signals(self) -> Any:
        return nullcontext()

    def stop(self) -> None:
        self.force_exit = self.should_exit
        self.should_exit = True


def _by_longest_path(routes: Sequence[tuple[str, ASGI]]) -> ASGI:
    ordered = sorted(routes, key=lambda route: -len(route[0]))

    async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
        for path, web in ordered:
            if scope["path"] == path or scope["path"].startswith(path.rstrip("/") + "/"):
                await web(scope, receive, send)
                return
        await _not_found(scope, receive, send)

    return application


async def _not_found(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await send(
        {"type": "http.response.start", "status": 404, "headers": [(b"content-type", b"text/plain; charset=utf-8")]}
    )
    await send({"type": "http.response.body", "body": "Không có trang này · No such page\n".encode()})

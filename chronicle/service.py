"""An opened component: its log, views, readers and handler, living on one database role and one broker subscription."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial

import asyncpg
import structlog
from redis.exceptions import RedisError

from chronicle import wire
from chronicle.archive.archive import archive_in
from chronicle.batch import Batches
from chronicle.broker import Subscription
from chronicle.clock import Clock
from chronicle.command import Command, Context
from chronicle.component import ASGI, Component, Timer
from chronicle.ending import end
from chronicle.handling import Handler, Permit, Result
from chronicle.live_view import LiveView
from chronicle.log import Entry
from chronicle.parking import ParkingPlace
from chronicle.passed_over import keep_ms, keep_together
from chronicle.past.past import Past
from chronicle.postgres.log import UNREACHABLE, PostgresLog
from chronicle.reaction import Reacts
from chronicle.reader import Reader
from chronicle.rebuild.carrying_out import Manner
from chronicle.rebuild.worker import BESIDE_READERS, Rebuilds
from chronicle.refusal import Refused, Unreachable
from chronicle.secrets import service_url, viewer_of
from chronicle.settings import Settings
from chronicle.supposed.supposing import Supposing
from chronicle.telemetry import COMMAND_SECONDS, COMMANDS
from contracts.catalogue import Catalogue, UnknownFact

retry_ms = 500
view_wait_ms = 10
rebuild_connections_max = 4
page_wait_ms_max, cause_wait_ms_max = 2_000, 5_000
"""How long a page waits to show what was just recorded, and a consequence to see what its cause changed."""

logger = structlog.get_logger("chronicle.service")


class Service:
    """Use as `async with Service(...) as service`. `running=False` opens it for commands and queries only, without readers."""

    def __init__(
        self,
        component: Component,
        settings: Settings,
        catalogue: Catalogue,
        clock: Clock,
        database_url: str,
        broker_url: str,
        *,
        running: bool = True,
    ) -> None:
        self.component = component
        self.name = component.name
        self.settings = settings
        self.catalogue = catalogue
        self.clock = clock
        self._database_url = database_url
        self._broker_url = broker_url
        self._running = running
        self._stack = AsyncExitStack()
        self.readers: list[Reader] = []
        self.neighbours: ASGI | None = None
        """Everything that is served in this process, as the host puts it together: how one service asks another's pages."""
        self.stopped: dict[str, str] = {}
        """Readers that met a fact newer than this program, and what they said."""
        self.interrupted: dict[str, str] = {}
        """Readers whose last step failed, and why; they try again."""

    async def __aenter__(self) -> "Service":
        async with AsyncExitStack() as stack:
            self.pool = await stack.enter_async_context(self._connections(synchronous_commit="on"))
            # Derived rows and their checkpoint are lost together and folded again: they need not wait for the disk.
            self.view_pool = await stack.enter_async_context(self._connections(synchronous_commit="off"))
            # Whoever is signed in looks through these, as a role that policies of rows hold for; opened when first needed.
            self.viewer_pool = await stack.enter_async_context(self._connections(min_size=0, role=viewer_of(self.name)))
            self.log = PostgresLog(self.pool, self.clock, archive_in(self.settings.archive))
            self.handler = Handler(self.component.aggregates, self.log, self.catalogue)
            self.batches = Batches(self.handler, self.log)
            self.parking = ParkingPlace(self.name)
            self.views = {
                p.name: LiveView(self.name, p, self.view_pool, self.catalogue) for p in self.component.projections
            }
            self.past = Past(self.name, self.component.projections, self.view_pool, self.log, self.catalogue)
            stack.push_async_callback(self.past.end)
            self.supposing = Supposing(
                self.name, self.component.projections, self.view_pool, self.log, self.catalogue, self.past
            )
            stack.push_async_callback(self.supposing.end)
            self._open_readers()
            if self._running:
                # a page asked for in the first moment finds its tables, empty
                await asyncio.gather(*(view.checkpoint() for view in self.views.values()))
            if self._running and self.readers:
                await self._start_reading(stack)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def handle(self, command: Command, context: Context, permit: Permit | None = None) -> Result:
        """Carries out one command of this service, measured. Raises Refused, NotAllowed, Unreachable."""
        began = time.perf_counter()
        outcome = "failed"
        try:
            result = await self.handler.handle(command, context, permit)
            outcome = "changed" if result.changed else "already"
            return result
        except Refused:
            outcome = "refused"
            raise
        finally:
            COMMANDS.labels(self.name, type(command).__name__, outcome).inc()
            COMMAND_SECONDS.labels(self.name).observe(time.perf_counter() - began)

    def _connections(self, *, min_size: int = 1, **session: str) -> asyncpg.Pool:
        return asyncpg.create_pool(
            service_url(self._database_url, self.name, self.settings.secrets),
            min_size=min_size, max_size=self.settings.pool_connections_max, command_timeout=60,
            # no query of ours is worth being compiled, and a planner kept from nested loops takes every one to be (before 18)
            server_settings={"jit": "off", **session},
            reset=leave_as_it_is,
        )  # fmt: skip

    async def has_read(self, position: int, *views: str, wait_ms_max: int = page_wait_ms_max) -> bool:
        """Waits a moment until the views named (without names: all) have come as far as a position: True when they have."""
        names = {self.views[view].name for view in views or self.views}
        for _ in range(wait_ms_max // view_wait_ms):
            if all((reader.checkpoint or 0) >= position for reader in self.readers if reader.name in names):
                return True
            await asyncio.sleep(view_wait_ms / 1000)
        return False

    async def must_have_read(self, position: int, view: str) -> None:
        """Raises Unreachable where the view does not come as far: who acts on a cause takes it up again later."""
        if not await self.has_read(position, view, wait_ms_max=cause_wait_ms_max):
            raise Unreachable(f"the view {view} has not come as far as position {position}")

    async def ready(self) -> dict[str, str]:
        """What keeps this service from being ready, by part; empty when it is."""
        reasons = {**self.interrupted, **self.stopped}
        for reader in self.readers:
            if reader.checkpoint is None:
                reasons.setdefault(reader.name, "has not read yet")
            elif reader.lag > self.settings.delivery_lag_events_max:
                reasons.setdefault(reader.name, f"is {reader.lag} entries behind")
        if self._running and self.readers and not await self._subscription.alive():
            reasons["broker"] = "the subscription is not running"
        return reasons

    def _open_readers(self) -> None:
        parts = (self.name, self.component.reactions, self.handler, self.view_pool, self.catalogue, self.clock)
        schema, reactions, *rest = parts
        applied: list[LiveView | Reacts] = [*self.views.values()]
        if reactions:
            applied.append(Reacts(schema, "reactions", reactions, *rest))  # type: ignore[arg-type]
        if effects := self.component.effects(self):
            applied.append(Reacts(schema, "effects", effects, *rest, starts_at_head=True))  # type: ignore[arg-type]
        self.readers = [Reader(part, self.log) for part in applied]

    async def _start_reading(self, stack: AsyncExitStack) -> None:
        self._subscription = Subscription(
            self.name, self._broker_url, self.settings.broker_stream, self.component.facts_read(), self._deliver
        )
        tasks = [asyncio.create_task(step()) for step in (self._subscribe, self._heal, self._keep)]
        timers = [*self.component.timers(self), *(await self._rebuilding(stack))]
        timers.append(Timer("past", self.component.past_every_ms, self._write_past))
        tasks += [asyncio.create_task(self._tick(timer)) for timer in timers]
        stack.push_async_callback(end, tasks)
        stack.push_async_callback(self._subscription.stop)

    async def _rebuilding(self, stack: AsyncExitStack) -> list[Timer]:
        """Rebuilds of its views, over connections of their own, which are opened when one is asked for."""
        if not self.views:
            return []
        pool = await stack.enter_async_context(self.rebuild_connections())
        return [self.rebuilds(pool).timer()]

    def rebuild_connections(self) -> asyncpg.Pool:
        """Nothing waits for these: a comparison takes as long as it takes."""
        url = service_url(self._database_url, self.name, self.settings.secrets)
        return asyncpg.create_pool(url, min_size=0, max_size=rebuild_connections_max, reset=leave_as_it_is)

    def rebuilds(self, pool: asyncpg.Pool, manner: Manner = BESIDE_READERS, *, apart: bool = False) -> Rebuilds:
        views = [LiveView(self.name, view.projection, pool, self.catalogue) for view in self.views.values()]
        log = PostgresLog(pool, self.clock, archive_in(self.settings.archive))
        return Rebuilds(self.name, views, pool, log, self.catalogue, manner, looking=self.view_pool, apart=apart)

    async def _subscribe(self) -> None:
        """The broker may be away at start: the log heals meanwhile."""
        while True:
            try:
                await self._subscription.start()
                return
            except (RedisError, OSError, TimeoutError) as error:
                logger.warning("broker_away", service=self.name, error=repr(error))
                await asyncio.sleep(retry_ms / 1000)

    async def _deliver(self, entries: list[Entry], malformed: list[tuple[bytes, wire.Malformed]]) -> None:
        try:
            entries = await self._confirmed(entries, malformed)
            for message, error in malformed:
                logger.warning("message_parked", service=self.name, error=str(error))
                async with self.pool.acquire() as connection:
                    await self.parking.park_message(connection, f"{self.name}.broker", message, error)
        except (*UNREACHABLE, Unreachable, asyncpg.PostgresError) as error:
            logger.warning("delivery_left_to_the_log", service=self.name, error=repr(error))
            return
        await asyncio.gather(*(self._guarded(reader, partial(reader.deliver, entries)) for reader in self.readers))

    async def _confirmed(self, entries: list[Entry], malformed: list[tuple[bytes, wire.Malformed]]) -> list[Entry]:
        """Those that are in the log; what another log's relay brings by mistake must not move a checkpoint past our own."""
        held = await self.log.holds(entries) if entries else set()
        confirmed = []
        for entry in entries:
            if (entry.position, entry.event_id) in held:
                confirmed.append(entry)
            else:
                malformed.append(
                    (wire.encode(entry), wire.Malformed(f"the log holds no such entry at {entry.position}"))
                )
        return confirmed

    async def _heal(self) -> None:
        """Asks the log once for all readers of the service."""
        while True:
            try:
                head = await self.log.head()
            except Unreachable as error:
                logger.warning("log_away", service=self.name, error=str(error))
            else:
                await asyncio.gather(*(self._guarded(reader, partial(reader.heal, head)) for reader in self.readers))
            await asyncio.sleep(self.settings.heal_interval_ms / 1000)

    async def _keep(self) -> None:
        """Stores what views passed over; what fails here, healing does again."""
        while True:
            try:
                await keep_together(self.name, self.view_pool, self.readers)
            except (*UNREACHABLE, asyncpg.PostgresError) as error:
                logger.warning("places_left_to_healing", service=self.name, error=repr(error))
            await asyncio.sleep(keep_ms / 1000)

    async def _write_past(self) -> None:
        """Behind the live views: while they have something to read, their past waits."""
        if not any(reader.lag for reader in self.readers):
            await self.past.write_behind()

    async def _tick(self, timer: Timer) -> None:
        """Again and again, whatever became of it the time before."""
        name = f"{self.name}.{timer.name}"
        while True:
            try:
                await timer.act()
            except (*UNREACHABLE, Unreachable, asyncpg.PostgresError) as error:
                self.interrupted[name] = repr(error)
                logger.warning("timer_interrupted", timer=name, error=repr(error))
            except Exception as error:
                self.interrupted[name] = repr(error)
                logger.exception("timer_failed", timer=name)
            else:
                self.interrupted.pop(name, None)
            await asyncio.sleep(timer.every_ms / 1000)

    async def _guarded(self, reader: Reader, step: Callable[[], Awaitable[None]]) -> None:
        """A reader that fails is tried again from its stored checkpoint; one that met the future stops and says so."""
        if reader.name in self.stopped:
            return
        try:
            await step()
        except UnknownFact as error:
            self.stopped[reader.name] = str(error)
            logger.error("reader_stopped", reader=reader.name, error=str(error))
        except (*UNREACHABLE, Unreachable, asyncpg.PostgresError) as error:
            self.interrupted[reader.name] = repr(error)
            logger.warning("reader_interrupted", reader=reader.name, error=repr(error))
        except Exception as error:
            self.interrupted[reader.name] = repr(error)
            logger.exception("reader_failed", reader=reader.name)
        else:
            self.interrupted.pop(reader.name, None)


async def leave_as_it_is(connection: object) -> None:
    """asyncpg resets a returned connection in a round trip of its own; nothing here leaves state in a session."""

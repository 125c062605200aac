"""Nobody comes in without the password, and nobody but the owner finds the door."""

from pathlib import Path

import asyncpg
import pytest
import redis.asyncio as redis
from redis.exceptions import ConnectionError as Refused

from chronicle.embedded.servers import EmbeddedServers


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.mark.asyncio
async def test_wrong_password_is_refused_by_both(data_directory: Path) -> None:
    async with EmbeddedServers(data_directory) as addresses:
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(addresses.database_url, password="wrong")
        for user in ("antoan", "postgres", "nobody"):
            with pytest.raises((asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError)):
                await asyncpg.connect(addresses.database_url, user=user, password="")
        wrong = addresses.broker_url.partition("?")[0] + "?password=wrong"
        async with redis.Redis.from_url(wrong) as broker:
            with pytest.raises(Refused, match="password|[Aa]uthenticat"):
                await broker.ping()
        async with redis.Redis.from_url(wrong.partition("?")[0]) as broker:
            with pytest.raises(Refused, match="password|[Aa]uthenticat"):
                await broker.ping()


@pytest.mark.asyncio
async def test_every_file_rule_is_scram(data_directory: Path) -> None:
    async with EmbeddedServers(data_directory) as addresses:
        connection = await asyncpg.connect(addresses.database_url)
        rules = await connection.fetch("SELECT type, auth_method FROM pg_hba_file_rules")
        stored = await connection.fetchval("SELECT rolpassword FROM pg_authid WHERE rolname = 'antoan'")
        listening = await connection.fetchval("SHOW listen_addresses")
        await connection.close()
    assert {(rule["type"], rule["auth_method"]) for rule in rules} == {("local", "scram-sha-256")}
    assert stored.startswith("SCRAM-SHA-256$")
    assert listening == ""


@pytest.mark.asyncio
async def test_folders_and_secrets_are_the_owners_alone(data_directory: Path) -> None:
    async with EmbeddedServers(data_directory):
        for folder in (".", "sockets", "postgresql", "valkey", "secrets", "logs"):
            assert mode(data_directory / folder) == 0o700, folder
        for file in ("secrets/owner.password", "secrets/broker.password", "valkey/valkey.conf", "lock"):
            assert mode(data_directory / file) == 0o600, file


@pytest.mark.asyncio
async def test_no_secret_stands_on_a_command_line(data_directory: Path) -> None:
    async with EmbeddedServers(data_directory):
        secrets = [path.read_bytes() for path in (data_directory / "secrets").iterdir()]
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                command = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
            except OSError:
                continue
            assert not any(secret in command for secret in secrets), entry

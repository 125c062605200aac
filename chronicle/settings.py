"""What an operator may set, from the environment; secrets come from files. All have defaults, none is guessed."""

from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, IPvAnyNetwork, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from chronicle.secrets import with_password


class SettingWrong(Exception):
    """A variable holds what it may not."""


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("there is no such time zone") from None
    return name


def _separated(value: Any) -> Any:
    """`a, b` of a variable as a list."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _in_their_order(hours: str) -> str:
    opens, _, closes = hours.partition("-")
    if opens >= closes:
        raise ValueError("the hours must open before they close")
    return hours


HostName = Annotated[str, Field(pattern=r"^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)$")]
"""A name or an address, IPv6 in brackets, without a port."""

Witness = Annotated[str, Field(pattern=r"^https?://[!-~]+ [^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+$", max_length=1_000)]
"""`https://witness.example name+id+key`"""


class Settings(BaseSettings):
    """Read from variables that begin with ANTOAN_, e.g. ANTOAN_DATABASE_URL."""

    model_config = SettingsConfigDict(env_prefix="ANTOAN_", extra="ignore", env_ignore_empty=True)

    database_url: str | None = Field(default=None, description="PostgreSQL >= 15; unset: the embedded server")
    broker_url: str | None = Field(default=None, description="Redis >= 7 or Valkey >= 8; unset: the embedded server")
    data_directory: Path = Field(default=Path("var"), description="embedded servers, secrets, files")
    secrets_directory: Path | None = Field(default=None, description="one file a secret; default: <data>/secrets")
    time_zone: Annotated[str, AfterValidator(_known_zone)] = "Asia/Ho_Chi_Minh"
    host: str = Field(default="127.0.0.1", description="address the pages and APIs listen on")
    port: Annotated[int, Field(ge=0, le=65535)] = Field(default=8021, description="0: any free port")
    log_level: Annotated[str, Field(pattern=r"(?i)^(debug|info|warning|error|critical)$")] = "info"
    log_json: bool = Field(default=False, description="true: one JSON object a line")
    smtp_host: str | None = Field(default=None, description="unset: mail stays in the inbox only")
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = 25
    smtp_sender: str = "antoan@localhost"
    working_hours: Annotated[
        str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$"), AfterValidator(_in_their_order)
    ] = Field(default="07:30-17:00", description="when mail and messages leave, on working days")
    webhook_networks: Annotated[tuple[IPvAnyNetwork, ...], NoDecode, BeforeValidator(_separated)] = Field(
        default=(), description="networks (CIDR) of our own inside which webhooks may be called, also without TLS"
    )
    gateway_hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_separated)] = Field(
        default=(), description="hosts of our own gateways for messages, which an Apprise address may name"
    )

    broker_stream: str = "antoan.facts"
    stream_messages_max: Annotated[int, Field(ge=1_000)] = 100_000
    delivery_lag_events_max: Annotated[int, Field(ge=1)] = Field(
        default=5_000, description="a reader further behind than this is not ready"
    )
    heal_interval_ms: Annotated[int, Field(ge=10)] = Field(
        default=1_000, description="how often a reader asks the log for what the broker did not bring"
    )
    oidc_issuer: str | None = Field(default=None, description="sign in through this OpenID provider as well")
    oidc_client_id: str = "antoan"
    oidc_name: str = Field(default="SSO", description="what the provider's button says")
    session_idle_seconds_max: Annotated[int, Field(ge=60)] = Field(
        default=28_800, description="a session nobody used for so long is over: a working day"
    )
    session_seconds_max: Annotated[int, Field(ge=60)] = Field(
        default=86_400, description="a session is over after so long, used or not"
    )
    body_bytes_max: Annotated[int, Field(ge=1_024)] = 262_144
    pool_connections_max: Annotated[int, Field(ge=2)] = 5
    database_wait_seconds_max: Annotated[int, Field(ge=0)] = Field(
        default=30, description="how long a host waits for a PostgreSQL that is still starting"
    )

    public_hosts: Annotated[tuple[HostName, ...], NoDecode, BeforeValidator(_separated)] = Field(
        default=("localhost", "127.0.0.1", "[::1]"),
        description="names, separated by commas, under which browsers and programs may ask for us; `host` is added",
    )
    trusted_proxies: Annotated[tuple[IPvAnyNetwork, ...], NoDecode, BeforeValidator(_separated)] = Field(
        default=(), description="networks (CIDR) of the gateways whose X-Forwarded-For and -Proto are believed"
    )
    requests_per_minute_max: Annotated[int, Field(ge=1)] = Field(
        default=60_000, description="of one address, whatever it asks; a whole office may stand behind one"
    )
    reads_per_minute_max: Annotated[int, Field(ge=1)] = Field(default=1_200, description="of one subject")
    commands_per_minute_max: Annotated[int, Field(ge=1)] = Field(default=600, description="of one subject")
    sign_in_attempts_per_minute_max: Annotated[int, Field(ge=1)] = Field(default=20, description="of one address")
    attachments_url: Annotated[str, Field(pattern=r"^(file:///|s3://[a-z0-9.-]+)")] | None = Field(
        default=None, description="file:///<folder> or s3://<bucket>/<prefix>; unset: <data>/attachments"
    )
    attachments_endpoint: str | None = Field(default=None, description="an S3-compatible server; unset: Amazon's")
    attachments_region: str = "us-east-1"
    attachments_key_id: str = Field(default="antoan", description="beside the secret attachments_key, for s3:// only")
    attachment_bytes_max: Annotated[int, Field(ge=1_024)] = Field(default=20_000_000, description="one attached file")
    checkpoints_directory: Path | None = Field(
        default=None, description="where signed checkpoints are put for others to keep; default: <data>/checkpoints"
    )
    archive_directory: Path | None = Field(
        default=None, description="where old ranges of the log are put, and read from; default: <data>/archive"
    )
    pages_url: Annotated[str, Field(pattern=r"^https?://[!-~]+$")] | None = Field(
        default=None,
        description="where a service asks another's pages, as http://{service}:8000; unset: they run in the same process",
    )
    ledger_name: Annotated[str, Field(pattern=r"^[A-Za-z0-9._/-]+$", max_length=100)] = Field(
        default="antoan", description="whose log its checkpoints say it is; like a web address without its beginning"
    )
    witnesses: Annotated[tuple[Witness, ...], NoDecode, BeforeValidator(_separated)] = Field(
        default=(), description="who cosigns our checkpoints: an address and a key line each, with a space between"
    )

    @property
    def secrets(self) -> Path:
        return self.secrets_directory or self.data_directory / "secrets"

    @property
    def checkpoints(self) -> Path:
        return self.checkpoints_directory or self.data_directory / "checkpoints"

    @property
    def archive(self) -> Path:
        return self.archive_directory or self.data_directory / "archive"

    @property
    def owner_url(self) -> str | None:
        """The database address of its owner; the secret `database_owner` may hold the password instead of the URL."""
        return with_password(self.database_url, self.secrets / "database_owner")

    @property
    def broker_address(self) -> str | None:
        """The broker's address; the password may stand in the secret `broker_password` instead of the URL."""
        return with_password(self.broker_url, self.secrets / "broker_password")


def read_settings(**given: Any) -> Settings:
    """Settings from the environment. Raises SettingWrong with every variable that holds what it may not."""
    try:
        return Settings(**given)
    except ValidationError as error:
        wrong = [f"ANTOAN_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors(include_url=False)]
        raise SettingWrong("; ".join(wrong)) from None

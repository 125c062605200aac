"""Settings come from the environment and secrets from files that only their owner reads."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pydantic import ValidationError

from chronicle.secrets import SecretMissing, as_role, role_of, secret
from chronicle.settings import Settings

pytestmark = pytest.mark.fast


def test_what_is_set_is_taken_and_limits_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTOAN_HEAL_INTERVAL_MS", "250")
    monkeypatch.setenv("ANTOAN_DATA_DIRECTORY", "elsewhere")
    monkeypatch.delenv("ANTOAN_SECRETS_DIRECTORY", raising=False)
    settings = Settings()
    assert settings.heal_interval_ms == 250
    assert settings.secrets == Path("elsewhere/secrets")
    for name, value in (("HEAL_INTERVAL_MS", "1"), ("PORT", "70000"), ("POOL_CONNECTIONS_MAX", "one")):
        monkeypatch.setenv(f"ANTOAN_{name}", value)
        with pytest.raises(ValidationError):
            Settings()
        monkeypatch.delenv(f"ANTOAN_{name}")


def test_a_secret_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    made = secret(folder, "x", make=True)
    assert len(made) >= 32
    assert secret(folder, "x") == secret(folder, "x", make=True) == made
    assert (folder / "x").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert secret(folder, "y", make=True) != made


def test_a_secret_that_is_not_there_is_asked_for_in_both_languages(tmp_path: Path) -> None:
    with pytest.raises(SecretMissing, match=r"no secret .*thiếu tệp"):
        secret(tmp_path, "x")


def test_a_secrets_line_end_is_not_part_of_it(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("abc\n")
    assert secret(tmp_path, "x") == "abc"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://owner:pw@host:5432/db?ssl=on",
        "postgresql://owner:p%40w@/db?host=/run/x&port=5432",
        "postgresql://host/db",
    ],
)
def test_a_login_replaces_the_owners_and_nothing_else(url: str) -> None:
    changed, before = urlsplit(as_role(url, role_of("models"), "a/b@c")), urlsplit(url)
    assert (changed.username, changed.password) == ("antoan_models", "a%2Fb%40c")
    assert (changed.hostname, changed.port, changed.path, changed.query) == (
        before.hostname, before.port, before.path, before.query
    )  # fmt: skip

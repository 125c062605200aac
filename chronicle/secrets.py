"""Secrets are files: one each, readable by their owner only, made at random where the operator gave none."""

import os
import secrets
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit


class SecretMissing(Exception):
    """A secret's file is not there and may not be made here."""


def secret(directory: Path, name: str, *, make: bool = False) -> str:
    """Returns the text of `<directory>/<name>`; with `make`, creates it (0600) when missing. Raises SecretMissing."""
    path = directory / name
    if not path.exists():
        if not make:
            raise SecretMissing(
                f"no secret {path}: run `antoan migrate`, or put the secret there · thiếu tệp bí mật {path}"
            )
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make(path)
    return path.read_text().strip()


def replace_secret(directory: Path, name: str, text: str) -> None:
    """Puts another text in the place of a secret, whole or not at all."""
    path = directory / name
    _written_beside(path, text).replace(path)


def _written_beside(path: Path, text: str) -> Path:
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return fresh


def _make(path: Path) -> None:
    """Whole from the first moment; of several processes that make it at once, the first one's stays."""
    fresh = _written_beside(path, secrets.token_urlsafe(32))
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def role_of(service: str) -> str:
    """The database role a service logs in as."""
    return f"antoan_{service}"


def viewer_of(service: str) -> str:
    """The database role as which a service only looks: policies of rows hold for it, unlike for their owner."""
    return f"{role_of(service)}_viewer"


def as_role(url: str, role: str, password: str) -> str:
    """Returns the database address with another login."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    login = f"{quote(role, safe='')}:{quote(password, safe='')}"
    return urlunsplit(parts._replace(netloc=f"{login}@{place}"))


def service_url(url: str, service: str, directory: Path) -> str:
    """Returns the database address with a service's own login; its password is the secret named like the role."""
    return as_role(url, role_of(service), secret(directory, role_of(service)))


def with_password(url: str | None, file: Path) -> str | None:
    """Returns the address with the password of the file, where the address has none and the file is there."""
    if url is None or urlsplit(url).password is not None or not file.exists():
        return url
    return as_role(url, urlsplit(url).username or "", file.read_text().strip())

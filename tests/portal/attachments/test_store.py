"""One suite for both kinds of store: a content is there once, whole, under its hash, and never as anything else."""

import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import obstore
import pytest
from obstore.store import LocalStore, S3Store

from chronicle.secrets import SecretMissing
from chronicle.settings import Settings
from portal.attachments import store as module
from portal.attachments.store import KEY_SECRET, ContentChanged, ContentMissing, Store, StoreAway, store_of
from tests.system.program import free_ports

CONTENT = b"%PDF-1.7\n" + bytes(range(256)) * 4_000
HASH = sha256(CONTENT).hexdigest()


def settings(folder: Path, **given: Any) -> Settings:
    return Settings(data_directory=folder, secrets_directory=folder, **given)


@pytest.fixture(params=["disk", "s3"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """A store as the settings open it, empty."""
    if request.param == "disk":
        return store_of(settings(tmp_path))
    (tmp_path / KEY_SECRET).write_text("secret\n")
    buckets = request.getfixturevalue("s3")
    url = f"s3://{buckets.made()}/an/toan"
    return store_of(settings(tmp_path, attachments_url=url, attachments_endpoint=buckets.endpoint))


def root_of(kept: Store) -> LocalStore | S3Store:
    return kept._root


def lying(kept: Store) -> list[str]:
    return [str(found["path"]) for page in obstore.list(root_of(kept)) for found in page]


def read(kept: Store, content_hash: str) -> bytes:
    with kept.opened(content_hash) as content:
        return content.read()


def spooled(content: bytes) -> IO[bytes]:
    file = SpooledTemporaryFile(max_size=1_000)  # noqa: SIM115 — handed on
    file.write(content)
    return file


@pytest.mark.parametrize("source", [BytesIO, spooled])
def test_what_is_put_is_found_under_its_hash(kept: Store, source: Callable[[bytes], IO[bytes]]) -> None:
    assert not kept.holds(HASH)
    assert kept.put(source(CONTENT)) == HASH
    assert kept.holds(HASH)
    assert read(kept, HASH) == CONTENT
    assert lying(kept) == [f"{HASH[:2]}/{HASH}"]


def test_the_same_content_is_written_once(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.put(BytesIO(CONTENT))
    monkeypatch.setattr(obstore, "put", None)
    assert kept.put(BytesIO(CONTENT)) == HASH


def test_what_is_not_there_is_missing_and_can_be_removed_all_the_same(kept: Store) -> None:
    with pytest.raises(ContentMissing):
        kept.opened(HASH)
    kept.put(BytesIO(CONTENT))
    for _ in range(2):
        kept.remove(HASH)
        assert not kept.holds(HASH)


def test_a_changed_content_is_shown_to_nobody_until_it_is_put_again(kept: Store) -> None:
    kept.put(BytesIO(CONTENT))
    obstore.put(root_of(kept), f"{HASH[:2]}/{HASH}", CONTENT[:-1] + b"!")
    with pytest.raises(ContentChanged):
        kept.opened(HASH)
    assert kept.put(BytesIO(CONTENT)) == HASH
    assert read(kept, HASH) == CONTENT


@pytest.mark.parametrize("name", ["", "../x", "a" * 63, "A" * 64, f"{HASH}/..", "/" + HASH[1:], HASH + "\n"])
def test_nothing_but_a_hash_becomes_a_path(kept: Store, name: str) -> None:
    for ask in (kept.opened, kept.holds, kept.remove):
        with pytest.raises(ValueError, match="SHA-256"):
            ask(name)
    assert lying(kept) == []


def test_a_store_that_cannot_be_written_or_reached_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "retry_seconds_max", 1)
    (tmp_path / KEY_SECRET).write_text("secret")
    closed = f"http://127.0.0.1:{next(iter(free_ports()))}"
    away = store_of(settings(tmp_path, attachments_url="s3://bucket", attachments_endpoint=closed))
    for ask in (away.opened, away.holds, away.remove):
        with pytest.raises(StoreAway):
            ask(HASH)
    full = store_of(settings(tmp_path))
    (tmp_path / "attachments" / HASH[:2]).write_text("a file where a folder should be")
    with pytest.raises(StoreAway):
        full.put(BytesIO(CONTENT))


def test_where_a_store_is_stands_in_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for url, folder in (
        (None, tmp_path / "attachments"),
        (f"file://{tmp_path}/v%C4%83n%20b%E1%BA%A3n", tmp_path / "văn bản"),
    ):
        root = root_of(store_of(settings(tmp_path, attachments_url=url)))
        assert isinstance(root, LocalStore) and root.prefix == folder and folder.is_dir()
    with pytest.raises(SecretMissing):
        store_of(settings(tmp_path, attachments_url="s3://bucket"))


def test_a_program_that_ends_right_after_it_used_the_store_ends_well(tmp_path: Path) -> None:
    """obstore's coroutines abort every second such program; a tenth of that would be seen here."""
    program = (
        "import asyncio, io, sys; from pathlib import Path; from chronicle.settings import Settings;"
        "from portal.attachments.store import store_of;"
        "store = store_of(Settings(data_directory=Path(sys.argv[1])));"
        "put = lambda: store.opened(store.put(io.BytesIO(b'x' * 5_000_000))).close();"
        "asyncio.run(asyncio.to_thread(put))"
    )
    for _ in range(5):
        ended = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, timeout=60)
        assert ended.returncode == 0, ended.stderr

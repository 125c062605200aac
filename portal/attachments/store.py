"""Where the contents of files are kept, each once and under its own SHA-256: a folder, or a bucket of an S3-compatible server.

Only the plain functions of obstore are called, from threads: its coroutines abort the interpreter when a program ends right after
one of them (docs/decisions/0016-files-are-kept-under-their-hash.md).
"""

import os
import re
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO
from urllib.parse import unquote, urlsplit

import obstore
import structlog
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from chronicle.secrets import secret
from chronicle.settings import Settings
from portal.problems import Rejected

KEY_SECRET = "attachments_key"  # noqa: S105 — what the file is called that holds it
HASH = re.compile(r"[0-9a-f]{64}")

piece_bytes = 2**18
spooled_bytes_max = 2**20
"""A larger content waits in a temporary file instead of memory."""
answer_seconds_max = 30
retry_seconds_max = 10

logger = structlog.get_logger("portal.attachments")


class ContentMissing(Rejected):
    """The store has nothing under the hash, although it was uploaded."""

    def __init__(self) -> None:
        super().__init__(
            500, "attachment.missing",
            vi="Kho tệp không còn tệp này; hãy báo quản trị hệ thống",
            en="The store no longer has this file; tell the operator",
        )  # fmt: skip


class ContentChanged(Rejected):
    """What stands under the hash is no longer what was uploaded: it is shown to nobody."""

    def __init__(self) -> None:
        super().__init__(
            500, "attachment.changed",
            vi="Tệp trong kho không còn đúng như khi tải lên nên không được mở; hãy báo quản trị hệ thống",
            en="The file in the store is no longer what was uploaded and is not opened; tell the operator",
        )  # fmt: skip


class StoreAway(Rejected):
    """The store does not answer, or may not be used."""

    def __init__(self) -> None:
        super().__init__(
            503, "attachment.store_away",
            vi="Kho tệp tạm thời không dùng được; hãy thử lại sau ít phút",
            en="The store of files cannot be used for the moment; try again in some minutes",
        )  # fmt: skip


class Store:
    """Contents by their hash. Every method waits for disk or network: call it from a thread."""

    def __init__(self, root: LocalStore | S3Store) -> None:
        self._root = root

    def put(self, content: IO[bytes]) -> str:
        """Keeps a content, read from its beginning, and returns its hash; what is there already is written once only.

        Atomic: nobody ever finds a part of it. What is there but is no longer what it was is put right. Raises StoreAway.
        """
        found = hash_of(content)
        try:
            self.opened(found).close()
        except (ContentMissing, ContentChanged):
            self._write(found, content)
        return found

    def opened(self, content_hash: str) -> IO[bytes]:
        """The content, read whole and hashed again before anybody sees a byte of it; to be closed by the caller.

        Raises ContentMissing, ContentChanged, StoreAway.
        """
        key = _key(content_hash)
        copy = SpooledTemporaryFile(max_size=spooled_bytes_max)  # noqa: SIM115 — handed on
        digest = sha256()
        try:
            for piece in obstore.get(self._root, key).stream(min_chunk_size=piece_bytes):
                digest.update(piece)
                copy.write(piece)
            if digest.hexdigest() != content_hash:
                logger.error("attachment_changed", sha256=content_hash, found=digest.hexdigest())
                raise ContentChanged
        except FileNotFoundError:
            copy.close()
            raise ContentMissing from None
        except BaseError as error:
            copy.close()
            raise _away(error) from error
        except BaseException:
            copy.close()
            raise
        copy.seek(0)
        return copy

    def holds(self, content_hash: str) -> bool:
        """Whether there is something under the hash. Raises StoreAway."""
        try:
            obstore.head(self._root, _key(content_hash))
        except FileNotFoundError:
            return False
        except BaseError as error:
            raise _away(error) from error
        return True

    def remove(self, content_hash: str) -> None:
        """Forgets a content; what is not there is forgotten already. Raises StoreAway."""
        try:
            obstore.delete(self._root, _key(content_hash))
        except FileNotFoundError:
            return
        except BaseError as error:
            raise _away(error) from error

    def _write(self, content_hash: str, content: IO[bytes]) -> None:
        key = _key(content_hash)
        content.seek(0)
        try:
            # in one request: parts that never became a whole would stay in a bucket unseen
            obstore.put(self._root, key, content, use_multipart=False)
        except BaseError as error:
            raise _away(error) from error
        if isinstance(self._root, LocalStore) and self._root.prefix is not None:
            _settle(self._root.prefix / key)


def hash_of(content: IO[bytes]) -> str:
    """SHA-256 of a file from its beginning, in hexadecimal digits."""
    digest = sha256()
    content.seek(0)
    while piece := content.read(piece_bytes):
        digest.update(piece)
    return digest.hexdigest()


def store_of(settings: Settings) -> Store:
    """The store the settings name; makes its folder. Raises SecretMissing."""
    parts = urlsplit(settings.attachments_url or "")
    if parts.scheme != "s3":
        folder = Path(unquote(parts.path)) if parts.path else settings.data_directory.absolute() / "attachments"
        return Store(LocalStore(folder, mkdir=True))
    return Store(
        S3Store(
            parts.netloc, prefix=parts.path.strip("/") or None, region=settings.attachments_region,
            endpoint=settings.attachments_endpoint, access_key_id=settings.attachments_key_id,
            secret_access_key=secret(settings.secrets, KEY_SECRET),
            client_options={"allow_http": True, "timeout": timedelta(seconds=answer_seconds_max)},
            retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=retry_seconds_max)},
        )
    )  # fmt: skip


def _key(content_hash: str) -> str:
    """Where a content lies: 256 folders of about as many. Nothing but a hash becomes a path. Raises ValueError."""
    if HASH.fullmatch(content_hash) is None:
        raise ValueError(f"no SHA-256 in hexadecimal digits: {content_hash!r}")
    return f"{content_hash[:2]}/{content_hash}"


def _away(error: BaseError) -> StoreAway:
    logger.error("attachment_store_away", error=str(error).partition("\n")[0])
    return StoreAway()


def _settle(path: Path) -> None:
    """Waits until a new file and its names are on the disk: a fact that names it may be there a moment later."""
    for place in (path, path.parent, path.parent.parent):
        descriptor = os.open(place, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

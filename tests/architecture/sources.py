"""The source of this repository as rules about the code read it: text by path, relative to the root."""

import ast
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGES = ("contracts", "chronicle", "services", "portal", "reference", "deploy")
EVERYWHERE = (*PACKAGES, "tests", "bench")

FIXED_MODULES = ("__init__", "__main__", "component", "permissions", "reactions", "routes", "pages")
"""What every service has; any other module of a service is an aggregate."""

TRANSLATORS = (
    "services/recognition/rule_set_files.py",
    "services/recognition/rule_set_layer_files.py",
    "services/recognition/working_calendar_files.py",
    "services/registration/reform.py",
    "services/registration/reform_files.py",
)
"""Modules that turn reference data into a command: not of an aggregate, and allowed to know `reference`."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources(*folders: str) -> dict[str, str]:
    """Every Python module under the folders, its path from the root first."""
    found = (path for folder in folders for path in sorted((REPOSITORY / folder).rglob("*.py")))
    return {
        path.relative_to(REPOSITORY).as_posix(): path.read_text(encoding="utf-8")
        for path in found
        if not any(part.startswith(".") or part == "__pycache__" for part in path.relative_to(REPOSITORY).parts)
    }


def services() -> list[Path]:
    """The folder of each service."""
    return sorted(path for path in (REPOSITORY / "services").iterdir() if (path / "__init__.py").exists())


def aggregates_and_projections() -> dict[str, str]:
    """The modules that must be pure: those of services whose names are not fixed, and every view."""
    return {
        path: text
        for path, text in sources("services").items()
        if path.count("/") >= 2
        and ("/projections/" in path or (path.count("/") == 2 and Path(path).stem not in FIXED_MODULES))
    }


def imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything a module imports, at its top or inside a function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module or '.'}.{alias.name}") for alias in node.names)


def within(name: str, packages: tuple[str, ...]) -> bool:
    """Whether a dotted name is one of the packages or inside one."""
    return any(name == package or name.startswith(package + ".") for package in packages)


def told(broken: dict[str, list[str]]) -> str:
    """The violations as lines a developer can go to."""
    return "\n" + "\n".join(f"{path}: {violation}" for path, found in broken.items() for violation in found)

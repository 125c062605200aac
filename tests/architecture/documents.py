"""What documents say that can be checked: their sections, links, code, commands and words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import REPOSITORY

DECISIONS = REPOSITORY / "docs" / "decisions"
SECTIONS = ["Context", "Decision", "Consequences", "Alternatives", "Kept by"]

LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
PROOF = re.compile(r"`(tests/[\w/.-]+)(?:::(\w+))?`")
PYTHON = re.compile(r"^( *)```python\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
SUPERSEDED = re.compile(r"# [^\n]+\n\nSuperseded by \[\d{4}\]\(")
OPERATOR = re.compile(r"^(?:\.venv/bin/)?antoan ([a-z]+(?:-[a-z]+)*)", re.MULTILINE)
CELL = re.compile(r"`([a-z_]+)`")


def pages() -> list[Path]:
    """Every document of ours."""
    return [*sorted((REPOSITORY / "docs").rglob("*.md")), REPOSITORY / "CHANGELOG.md", REPOSITORY / "README.md"]


def ill_formed(text: str, number: str) -> list[str]:
    """Why a decision is not one: its title, its sections, its proof."""
    found = [] if text.startswith(f"# {number} ") else [f"does not begin with '# {number} '"]
    if (sections := re.findall(r"^## (.+)$", text, re.MULTILINE)) != SECTIONS:
        found.append(f"has the sections {sections}")
    return found + ([] if PROOF.search(text.rpartition("## Kept by")[2]) else ["is kept by no test"])


def without_proof(text: str) -> list[str]:
    """Tests that a document names and that do not exist."""
    found = []
    for path, function in PROOF.findall(text):
        place = REPOSITORY / path
        if not place.exists():
            found.append(f"{path} does not exist")
        elif function and f"def {function}(" not in place.read_text(encoding="utf-8"):
            found.append(f"{path} has no {function}")
    return found


def superseded(text: str) -> bool:
    """Whether the first thing a page says is that others hold instead: it is kept as it was, and its tests may be gone."""
    return bool(SUPERSEDED.match(text))


def dead_links(text: str, folder: Path) -> list[str]:
    """Relative links that lead nowhere."""
    return [link for link in LINK.findall(text) if "://" not in link and not (folder / link).exists()]


def python_of(text: str) -> list[str]:
    """The Python blocks of a page, in order, without the indentation of the list they stand in."""
    return [
        "\n".join(line.removeprefix(indent) for line in block.split("\n")) for indent, block in PYTHON.findall(text)
    ]


def operator_verbs(text: str) -> set[str]:
    """Verbs of the command `antoan` that a page tells to run."""
    return set(OPERATOR.findall(text))


def glossary_words(text: str) -> set[str]:
    """The code words that have a line: those in the first cell of a table's row."""
    rows = (line.split("|")[1] for line in text.splitlines() if line.startswith("| `"))
    return {word for row in rows for word in CELL.findall(row)}


def choices(source: str) -> Iterator[str]:
    """Values of every `Name = Literal[...]` of a module, and of every field called `state`."""
    for node in ast.walk(ast.parse(source)):
        value: ast.expr | None = None
        if isinstance(node, ast.Assign):
            value = node.value
        elif isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == "state":
            value = node.annotation
        for part in ast.walk(value) if value is not None else ():
            if isinstance(part, ast.Subscript) and getattr(part.value, "id", "") == "Literal":
                yield from (str(leaf.value) for leaf in ast.walk(part.slice) if isinstance(leaf, ast.Constant))

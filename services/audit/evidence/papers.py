"""The papers of a bundle that say how its facts are to be read: schemas, upcasts, sets of rules, proofs, what is complete."""

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import contracts
from chronicle.ledger.leaf import entry_of
from chronicle.ledger.tree import Range, consistency_ranges, inclusion_ranges
from chronicle.log import Entry
from contracts.catalogue import CATALOGUE
from services.audit.evidence.belonging import RULES, Belonging
from services.audit.evidence.code import code_of
from services.audit.evidence.question import Question
from services.audit.ledger import book
from services.audit.projections.checkpoints import CheckpointRow

Files = dict[str, bytes]

SCHEMAS = Path(contracts.__file__).with_name("schema")
STEP = ("type", "from_version", "to_version", "facts")
"""What the statement of completeness says of an upcast; its code stands in `upcasts.json`."""
paths_at_once = 5_000


def written(value: Any) -> bytes:
    """JSON for people and programs, the same bytes for the same value."""
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _lines(values: list[Any]) -> bytes:
    return "".join(json.dumps(one, ensure_ascii=False, sort_keys=True) + "\n" for one in values).encode()


def facts(found: Belonging) -> Files:
    """Each fact as it is hashed, envelope and stored text, with the rule by which it belongs."""
    return {"facts.jsonl": _lines([{"belongs": found.rules[at], "leaf": found.leaves[at]} for at in found.positions])}


def reading(found: Belonging, upcasts: list[dict[str, Any]]) -> Files:
    """Schemas of the types, from the versions that occur to today's, the upcasts between those, and the sets of rules."""
    entries = _entries(found)
    kinds = {(entry.type, version) for entry in entries for version in _versions(entry.type, entry.schema_version)}
    files = {f"schemas/{path.name}": path.read_bytes() for kind in kinds for path in [_schema(*kind)] if path.exists()}
    files["upcasts.json"] = written(upcasts)
    for entry in (one for one in entries if one.position in found.rule_sets):
        told = json.loads(entry.data)
        files[f"rule_sets/{told['rule_set'].replace('/', '_')}.{entry.position}.json"] = entry.data.encode()
    return files


def _entries(found: Belonging) -> list[Entry]:
    return [entry_of(found.leaves[at]) for at in found.positions]


def _schema(name: str, version: int) -> Path:
    return SCHEMAS / f"{name}.v{version}.json"


def _versions(name: str, stored: int) -> range:
    """From the one a fact was stored in to today's."""
    return range(stored, (CATALOGUE.facts[name].version if name in CATALOGUE.facts else stored) + 1)


def upcasts_of(found: Belonging) -> list[dict[str, Any]]:
    """What carries its facts to today's shape, and which."""
    at: dict[tuple[str, int], list[int]] = defaultdict(list)
    for entry in _entries(found):
        at[entry.type, entry.schema_version].append(entry.position)
    return [step for kind, positions in sorted(at.items()) for step in upcasts_between(*kind, positions)]


def upcasts_between(name: str, stored: int, positions: list[int]) -> list[dict[str, Any]]:
    """What carries these facts to today's shape, a version at a time, as code."""
    steps = [(version, CATALOGUE.upcasts[name, version]) for version in _versions(name, stored)[:-1]]
    return [
        {
            "type": name, "from_version": version, "to_version": version + 1, "facts": len(positions), "positions": positions,
            "function": step.__name__, "code": code_of(step),
        }
        for version, step in steps
    ]  # fmt: skip


async def proofs(connection: Any, found: Belonging, checkpoints: list[CheckpointRow], size: int) -> Files:
    """The hashes on the ways from the facts to the root, each once; and that the log began as earlier checkpoints say."""
    wanted = sorted({part for at in found.positions for part in inclusion_ranges(at - 1, size)})
    hashes = await _hashes(connection, wanted)
    rows = (f"{start} {end} {one.hex()}\n" for (start, end), one in zip(wanted, hashes, strict=True))
    begun = [
        {
            "first_checkpoint": row.note,
            "path": [one.hex() for one in await _hashes(connection, consistency_ranges(row.size, size))],
        }
        for row in checkpoints
    ]
    return {"proofs/inclusion.txt": "".join(rows).encode(), "proofs/consistency.jsonl": _lines(begun)}


async def _hashes(connection: Any, wanted: list[Range]) -> list[bytes]:
    """A part at a time: of ten thousand tiles only some are held at once."""
    found: list[bytes] = []
    for at in range(0, len(wanted), paths_at_once):
        found += await book.hashes_over(connection, wanted[at : at + paths_at_once])
    return found


async def completeness(
    connection: Any, question: Question, found: Belonging, size: int, upcasts: list[dict[str, Any]]
) -> Files:
    """How much of the log belongs to the question, what no view could handle, what whoever asked may not see, and
    which facts were carried from an older version."""
    counted = Counter(found.rules.values())
    parked = await connection.fetch("SELECT reader, position FROM chronicle.parked_facts($1) ORDER BY 1, 2", size)
    drawn_away = sorted(at for at, rule in found.out_of_sight.items() if rule == "drawn")
    return {
        "completeness.json": written({
            "positions": {"first": 1, "last": size, "without_gaps": True},
            "facts_in_log": size,
            "facts_in_bundle": len(found.leaves),
            "belonging": {rule: {"facts": counted[rule], "because": why} for rule, why in RULES.items() if counted[rule]},
            "out_of_sight": dict(sorted(Counter(found.out_of_sight.values()).items())),
            "drawn_out_of_sight": drawn_away if question.sample is not None else [],
            "parked": [dict(row) for row in parked],
            "upcasts": [{key: step[key] for key in STEP} for step in upcasts],
        })
    }  # fmt: skip

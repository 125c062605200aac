"""Files laid over each other: each names the one it is laid on and holds only what differs; every value knows its layer."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import StringConstraints

from reference.refusal import DataRefused, Problem, refusal
from reference.tables import decoded, read_bytes
from reference.yaml_files import Value, children, composed, shaped

layers_max = 8
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Keys = tuple[str, ...]
"""Where a value stands: keys, and for a part of a list what it is known by."""

KNOWN_BY = {"kinds": "unit_kind", "criteria": "code", "documents": "code", "steps": "step", "out_of_scope": "category"}
"""The lists that are laid over each other part by part, and what a part is known by. Other lists are replaced whole."""
HEAD, REMOVED = "layer", "removed"


class Layer(Value):
    """What a layer says of itself under the key `layer`. `base` is the layer it is laid on; null for the lowest."""

    name: Name
    kind: Literal["circular", "amendment", "province", "year"]
    base: Name | None
    title_vi: Title
    title_en: Title


@dataclass(frozen=True, slots=True)
class Laid:
    """One layer as it was read: the hash of its file, and where the values stand that are still its own."""

    layer: Layer
    sha256: str
    gives: tuple[Keys, ...]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A file that was read, perhaps a layer. The marks of its nodes carry its number in the pile, from the top."""

    file: str
    root: yaml.MappingNode
    layer: Layer | None
    head: yaml.Node | None
    sha256: str


def laid_together(file: str, content: bytes, folder: Path) -> tuple[yaml.MappingNode, list[str], tuple[Laid, ...]]:
    """Returns the whole, the files by the number in the marks of its nodes, and the layers from the lowest on.

    Layers it is laid on are `<name>.yaml` in the folder or in its `layers`. A file without `layer` is whole by itself.
    Raises DataRefused where a base is missing, stands over itself, or is not the layer its name says.
    """
    pile = _pile(file, content, folder)
    files = [sheet.file for sheet in pile]
    lowest_first = list(reversed(pile))
    root: yaml.Node = lowest_first[0].root
    for sheet in lowest_first[1:]:
        root = _laid_over(root, sheet.root, sheet.file, ())
    given: dict[int, list[Keys]] = {}
    for keys, node in _values(root, ()):
        given.setdefault(int(node.start_mark.name), []).append(keys)
    laid = tuple(
        Laid(sheet.layer, sheet.sha256, tuple(given.get(number, ())))
        for number, sheet in reversed(list(enumerate(pile)))
        if sheet.layer is not None
    )
    assert isinstance(root, yaml.MappingNode)
    return root, files, laid


def file_in(files: Sequence[str], node: yaml.Node) -> str:
    """Returns in which of the files a node is written."""
    return files[int(node.start_mark.name)]


def _pile(file: str, content: bytes, folder: Path) -> list[_Sheet]:
    """The file and all it is laid on, from the top."""
    pile = [_sheet(file, content, 0)]
    names: list[str] = []
    while (layer := pile[-1].layer) is not None:
        names.append(layer.name)
        base = layer.base
        if base is None:
            break
        if base in names:
            circle = " → ".join((*names[names.index(base) :], base))
            raise _of_base(pile[-1], f"goes in a circle: {circle}; name another base", f"quay vòng: {circle}")
        if len(pile) == layers_max:
            english = f"lies on more than {layers_max} layers: lay fewer"
            raise _of_base(pile[-1], english, f"quá {layers_max} lớp: hãy bớt lớp")
        path = next((path for path in _places(folder, base) if path.exists()), None)
        if path is None:
            raise _of_base(pile[-1], f"there is no layer “{base}”: name one there is", f"không có lớp “{base}”")
        pile.append(_sheet(path.name, read_bytes(path), len(pile)))
        below = pile[-1].layer
        if below is None or below.name != base:
            english = f"“{path.name}” is not the layer “{base}”: correct its key `layer`"
            raise _of_base(pile[-2], english, f"tệp “{path.name}” không phải là lớp “{base}”")
    return pile


def _places(folder: Path, name: str) -> tuple[Path, Path]:
    return folder / "layers" / f"{name}.yaml", folder / f"{name}.yaml"


def _sheet(file: str, content: bytes, number: int) -> _Sheet:
    root = composed(file, decoded(file, content), str(number))
    head = dict(children(root)).get(HEAD)
    sha256 = hashlib.sha256(content).hexdigest()
    if head is None:
        return _Sheet(file, root, None, None, sha256)
    if not isinstance(head, yaml.MappingNode):
        english = "not a table: say name, kind, base, title_vi and title_en of the layer"
        raise refusal(file, head.start_mark.line + 1, HEAD, english, "phải nêu tên, loại, lớp nền và tiêu đề của lớp")
    try:
        layer = shaped(head, Layer, lambda node: file)
    except DataRefused as refused:
        raise DataRefused([_under_the_head(problem) for problem in refused.problems]) from refused
    rest = yaml.MappingNode(
        root.tag, [pair for pair in root.value if pair[1] is not head], root.start_mark, root.end_mark
    )
    return _Sheet(file, rest, layer, head, sha256)


def _under_the_head(problem: Problem) -> Problem:
    column = HEAD if not problem.column else f"{HEAD}.{problem.column}"
    return Problem(problem.file, problem.line, column, problem.english, problem.vietnamese)


def _of_base(sheet: _Sheet, english: str, vietnamese: str) -> DataRefused:
    assert sheet.head is not None
    line = dict(children(sheet.head))["base"].start_mark.line + 1
    return refusal(sheet.file, line, f"{HEAD}.base", english, f"{vietnamese}: hãy sửa lại")


def _laid_over(base: yaml.Node, over: yaml.Node, file: str, keys: Keys) -> yaml.Node:
    """Tables key by key, known lists part by part; anything else takes the place of what is below."""
    if isinstance(base, yaml.MappingNode) and isinstance(over, yaml.MappingNode):
        return _table(base, over, file, keys)
    known_by = KNOWN_BY.get(keys[-1]) if keys else None
    if known_by and isinstance(base, yaml.SequenceNode) and isinstance(over, yaml.SequenceNode):
        return _list(base, over, known_by, file, keys)
    return over


def _table(base: yaml.MappingNode, over: yaml.MappingNode, file: str, keys: Keys) -> yaml.MappingNode:
    pairs = {str(key.value): (key, value) for key, value in base.value}
    known_by = KNOWN_BY.get(keys[-2]) if len(keys) > 1 else None
    for key, value in over.value:
        name = str(key.value)
        if name in pairs and name == known_by:
            continue  # by it the part was found: that it is the same is nothing the layer gives
        below = pairs.get(name)
        pairs[name] = (key, value if below is None else _laid_over(below[1], value, file, (*keys, name)))
    return yaml.MappingNode(over.tag, list(pairs.values()), over.start_mark, over.end_mark)


def _list(base: yaml.SequenceNode, over: yaml.SequenceNode, known_by: str, file: str, keys: Keys) -> yaml.SequenceNode:
    """In the order of what is below; what is new comes last. A part named twice stays twice, for the shape to refuse."""
    parts = list(base.value)
    names = [_name(part, known_by) for part in parts]
    done: set[str] = set()
    for part in over.value:
        name = _name(part, known_by)
        index = names.index(name) if name in names and name not in done else None
        if REMOVED in dict(children(part)):
            _must_be_removable(part, index, file, (*keys, name))
            assert index is not None
            del parts[index], names[index]
            continue
        if index is None:
            parts.append(part)
            names.append(name)
        else:
            parts[index] = _laid_over(parts[index], part, file, (*keys, name))
        done.add(name)
    return yaml.SequenceNode(over.tag, parts, over.start_mark, over.end_mark)


def _must_be_removable(part: yaml.Node, index: int | None, file: str, keys: Keys) -> None:
    written = dict(children(part))
    if index is None or written[REMOVED].value != "true" or len(written) != 2:
        english = "removes what no layer below gives, or says more than `removed: true`: correct it"
        vietnamese = "bỏ phần mà lớp dưới không có, hoặc nêu thêm ngoài `removed: true`: hãy sửa lại"
        raise refusal(file, part.start_mark.line + 1, ".".join(keys), english, vietnamese)


def _name(part: yaml.Node, known_by: str) -> str:
    node = dict(children(part)).get(known_by)
    return "" if node is None else str(node.value)


def _values(node: yaml.Node, keys: Keys) -> Iterator[tuple[Keys, yaml.Node]]:
    """Every value with where it stands; a list that is not laid over part by part is one value."""
    if isinstance(node, yaml.MappingNode) and node.value:
        for name, value in children(node):
            yield from _values(value, (*keys, name))
    elif isinstance(node, yaml.SequenceNode) and keys and keys[-1] in KNOWN_BY:
        for part in node.value:
            yield from _values(part, (*keys, _name(part, KNOWN_BY[keys[-1]])))
    else:
        yield keys, node

"""A fact's wire name and version are written in its class, belong to its module, and leave no room for a person."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.sources import sources, told

pytestmark = pytest.mark.fast

NOT_OF_FACTS = {"fact", "envelope", "catalogue", "__init__"}
PERSONAL = re.compile(
    r"(^|_)(person|people|citizen|member|full_name|first_name|last_name|birth|born|phone|gender|signer_name)(_|$)"
)


def fact_classes(tree: ast.Module) -> list[ast.ClassDef]:
    return [
        node
        for node in tree.body
        if isinstance(node, ast.ClassDef) and any(getattr(base, "id", "") == "Fact" for base in node.bases)
    ]


def unwritten(source: str, module: str) -> list[str]:
    """Facts whose name or version is not written as a literal, or does not begin with the module's name."""
    found = []
    for fact in fact_classes(ast.parse(source)):
        written = {
            node.target.id: node.value.value
            for node in fact.body
            if isinstance(node, ast.AnnAssign)
            and isinstance(node.target, ast.Name)
            and isinstance(node.value, ast.Constant)
        }
        name, version = written.get("name"), written.get("version")
        if not isinstance(name, str) or not re.fullmatch(rf"{module}\.[a-z]+(_[a-z]+)*", name):
            found.append(f'{fact.name} is called {name!r}: write `name = "{module}.…"` in its body')
        if type(version) is not int or version < 1:
            found.append(f"{fact.name} has version {version!r}: write `version = 1` in its body")
    return found


def unlisted(source: str) -> list[str]:
    """Facts that the module's FACTS leaves out."""
    tree = ast.parse(source)
    listed = {
        element.id
        for node in tree.body
        if isinstance(node, ast.AnnAssign)
        and getattr(node.target, "id", "") == "FACTS"
        and isinstance(node.value, ast.Tuple)
        for element in node.value.elts
        if isinstance(element, ast.Name)
    }
    return [f"{fact.name} is not in FACTS" for fact in fact_classes(tree) if fact.name not in listed]


def personal_fields(source: str) -> list[str]:
    """Fields that would hold something of a person."""
    return [
        f"line {node.lineno}: the field {node.target.id} has room for a person"
        for cls in ast.walk(ast.parse(source))
        if isinstance(cls, ast.ClassDef)
        for node in cls.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and PERSONAL.search(node.target.id)
    ]


def fact_modules() -> dict[str, str]:
    return {path: text for path, text in sources("contracts").items() if Path(path).stem not in NOT_OF_FACTS}


def service_of(path: str) -> str:
    """Facts of a service are a module, or a folder of modules, that is called like it."""
    return Path(path).parts[1].removesuffix(".py")


def test_every_fact_writes_its_wire_name_and_version_in_its_body() -> None:
    assert len(fact_modules()) >= 6
    broken = {path: found for path, text in fact_modules().items() if (found := unwritten(text, service_of(path)))}
    assert not broken, told(broken)


def test_every_fact_is_listed_for_the_catalogue() -> None:
    broken = {path: found for path, text in fact_modules().items() if (found := unlisted(text))}
    assert not broken, told(broken)


def test_no_fact_has_room_for_a_person() -> None:
    broken = {path: found for path, text in fact_modules().items() if (found := personal_fields(text))}
    assert not broken, told(broken)


@pytest.mark.parametrize(
    "body",
    [
        "version: ClassVar[int] = 1",
        'name: ClassVar[str] = "models.unit_listed"\n    version: ClassVar[int] = 1',
        'name: ClassVar[str] = "registration." + "unit_listed"\n    version: ClassVar[int] = 1',
        'name: ClassVar[str] = "registration.UnitListed"\n    version: ClassVar[int] = 1',
        'name: ClassVar[str] = "registration.unit_listed"',
        'name: ClassVar[str] = "registration.unit_listed"\n    version: ClassVar[int] = VERSION',
    ],
)
def test_a_name_or_version_that_is_not_written_is_caught(body: str) -> None:
    assert len(unwritten(f"class UnitListed(Fact):\n    {body}\n", "registration")) == 1


def test_a_fact_left_out_of_the_catalogue_is_caught() -> None:
    assert unlisted("class A(Fact): ...\nclass B(Fact): ...\nFACTS: tuple = (A,)\n") == ["B is not in FACTS"]


def test_a_field_for_a_person_is_caught() -> None:
    assert (
        len(personal_fields("class A(Fact):\n    signer_name: str\n    head_person: str\n    signer_title: str\n")) == 2
    )

"""Every service is the same chapter: the same file names, one aggregate a module, a main module of three lines."""

import ast
from pathlib import Path

import pytest

from tests.architecture.sources import REPOSITORY, TRANSLATORS, imported, services, sources, told

pytestmark = pytest.mark.fast

FILES = {
    "__init__.py", "__main__.py", "component.py", "permissions.py", "reactions.py", "routes.py", "pages.py", "README.md",
}  # fmt: skip
FOLDERS = {"projections"}
MAY_HAVE = {"templates", "screens"}
"""Templates where there are pages or mails of its own; screens, one module a page, where pages.py alone would be too long."""
OUTWARD = {
    "notifications": {"channels", "migrations"},
    "recognition": {"documents"},
    "audit": {"evidence", "ledger", "migrations", "rebuilds"},
}
"""What speaks to the outside world, by mail or on paper, has a room of its own for how it does so, and what waits in tables; so
have the ledger and what is handed over of it, which are no views, and what audit asks of the views of others."""
MAIN = "from chronicle.host import run\nfrom services.{service}.component import COMPONENT\n\nrun(COMPONENT)\n"


def missing_rooms(listing: set[str]) -> list[str]:
    """Which of the files and folders every service has are not in the listing."""
    return [f"has no {name}" for name in sorted((FILES | FOLDERS) - listing)]


def strange_rooms(listing: set[str], modules: dict[str, str]) -> list[str]:
    """What is neither fixed, nor an aggregate or a fold, nor a part that one of those imports."""
    others = {name for name in listing if name.endswith(".py")} - FILES
    found = [f"holds {name}" for name in sorted(listing - FILES - FOLDERS - MAY_HAVE - others)]
    whole = {name for name in others if declares(modules[name], {"Aggregate", "Fold"})}
    parts, coming = set[str](), whole
    while coming:  # a part has parts of its own
        coming = {part for name in coming for part in parts_of(modules.get(name, ""))} - parts
        parts |= coming
    return found + [f"holds {name}: no aggregate, nor a part of one" for name in sorted(others - whole - parts)]


def parts_of(source: str) -> set[str]:
    """File names of the modules of its own service that an aggregate imports."""
    return {
        f"{name.split('.')[2]}.py"
        for _, name in imported(ast.parse(source))
        if name.startswith("services.") and name.count(".") >= 2
    }


def pages_without_templates(listing: set[str], pages: str) -> bool:
    """Whether pages.py answers a path although there is nothing to answer with."""
    routes = (
        decorator
        for node in ast.walk(ast.parse(pages))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for decorator in node.decorator_list
    )
    return "templates" not in listing and any(isinstance(route, ast.Call) for route in routes)


def declares(source: str, wanted: set[str]) -> bool:
    """Whether a value made by one of these classes stands at the top of the module, e.g. `MODEL = Aggregate(...)`."""
    values = (node.value for node in ast.parse(source).body if isinstance(node, ast.Assign | ast.AnnAssign))
    return any(isinstance(value, ast.Call) and getattr(value.func, "id", "") in wanted for value in values)


def main_differs(source: str, service: str) -> bool:
    return ast.dump(ast.parse(source)) != ast.dump(ast.parse(MAIN.format(service=service)))


def listing_of(folder: Path) -> set[str]:
    """Names of files, and of folders that hold any: git keeps no empty folder."""
    return {
        path.name
        for path in folder.iterdir()
        if path.name != "__pycache__" and (path.is_file() or any(inner.is_file() for inner in path.rglob("*")))
    }


def test_every_service_has_the_same_files_and_folders() -> None:
    assert len(services()) >= 6
    broken = {folder.name: found for folder in services() if (found := missing_rooms(listing_of(folder)))}
    assert not broken, told(broken)


def test_every_other_module_of_a_service_is_an_aggregate_or_a_part_of_one() -> None:
    broken = {}
    for folder in services():
        text = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.py")}
        translators = {path.rpartition("/")[2] for path in TRANSLATORS if f"/{folder.name}/" in path}
        outward = OUTWARD.get(folder.name, set())
        if found := strange_rooms(listing_of(folder) - translators - outward, text):
            broken[folder.name] = found
    assert not broken, told(broken)


def test_a_service_with_pages_of_its_own_has_templates() -> None:
    found = [
        folder.name
        for folder in services()
        if (folder / "pages.py").exists()
        and pages_without_templates(listing_of(folder), (folder / "pages.py").read_text(encoding="utf-8"))
    ]
    assert found == []


def test_every_main_module_is_the_same_three_statements() -> None:
    texts = {folder.name: (folder / "__main__.py").read_text(encoding="utf-8") for folder in services()}
    assert [name for name, text in texts.items() if main_differs(text, name)] == []


def test_every_view_module_declares_a_projection_named_for_it() -> None:
    views = {
        path: text
        for path, text in sources("services", "portal").items()
        if "/projections/" in path and "__init__" not in path
    }
    assert views
    broken = {path: ["declares no projection"] for path, text in views.items() if not declares(text, {"Projection"})}
    assert not broken, told(broken)


def test_every_service_has_its_tests() -> None:
    broken = {
        folder.name: ["has no tests"]
        for folder in services()
        if not list((REPOSITORY / "tests" / "services" / folder.name).glob("test_*.py"))
    }
    assert not broken, told(broken)


def test_a_missing_or_strange_room_is_caught() -> None:
    assert missing_rooms((FILES | FOLDERS) - {"reactions.py"}) == ["has no reactions.py"]
    assert missing_rooms((FILES | FOLDERS) - {"permissions.py"}) == ["has no permissions.py"]
    assert strange_rooms(FILES | {"notes.txt"}, {}) == ["holds notes.txt"]
    assert strange_rooms(FILES | {"words.py"}, {"words.py": "X = 1"}) != []
    assert strange_rooms(FILES | {"unit.py"}, {"unit.py": "UNIT: Any = Aggregate(fold=None)"}) == []
    whole = "from services.recognition.turns import must_be_in_turn\nDOSSIER = Aggregate(fold=None)"
    assert strange_rooms(FILES | {"dossier.py", "turns.py"}, {"dossier.py": whole, "turns.py": "X = 1"}) == []


def test_pages_without_templates_are_caught() -> None:
    page = "@PAGES.get('/')\nasync def home(): ..."
    assert pages_without_templates(FILES, page)
    assert not pages_without_templates(FILES | {"templates"}, page)
    assert not pages_without_templates(FILES, "PAGES = APIRouter()")


def test_a_main_module_that_does_more_is_caught() -> None:
    assert not main_differs(MAIN.format(service="models"), "models")
    assert main_differs(MAIN.format(service="models") + "print('ready')\n", "models")
    assert main_differs(MAIN.format(service="models"), "registration")

"""The tutorial is walked: every command of it, in its order, on a province made up for the tests; the bundle on a bare Python."""

import io
import json
import re
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from rich.console import Console

from chronicle.settings import Settings
from deploy.demo.command import play_demo
from tests.architecture.sources import REPOSITORY
from tests.deploy.conftest import answered, variables

SMALL = Path(__file__).parent / "small" / "campaign.yaml"
TUTORIAL = REPOSITORY / "docs" / "tutorial" / "why-this-number.md"
ITS_UNIT, ITS_COMMUNE, ITS_ID = "Huyện Tuy Phong", "Xã Vĩnh Tân", "ba234b36-b699-5f87-9a7f-75a22e571ed6"
ITS_PAGE = f"/?unit={ITS_ID}&year=2021"
OUR_UNIT = "Huyện Bắc Thử"
PROGRAM = ".venv/bin/antoan"


def commands() -> list[tuple[str, list[str]]]:
    """What the tutorial tells one to type, without `make demo`; before it the variable that takes the position it says, or ""."""
    blocks = re.findall(r"```sh\n(.*?)```", TUTORIAL.read_text(encoding="utf-8"), re.DOTALL)
    asked = [re.fullmatch(r"(?:(\w+)=\$\((.*) \| .*\)|(.*))", line) for block in blocks for line in block.splitlines()]
    lines = [(found[1] or "", shlex.split(found[2] or found[3])) for found in asked if found]
    return [(variable, words[1:]) for variable, words in lines if words[0] == PROGRAM]


@pytest.mark.timeout(600)  # a year is played and a dozen commands begin a program each: a busy machine takes minutes
async def test_every_command_of_the_tutorial_works_in_its_order(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await play_demo(settings, SMALL, Console(file=io.StringIO(), width=160), serve=False)
    monkeypatch.chdir(tmp_path)
    environment = {**variables(settings), "COLUMNS": "200", "ANTOAN_CHECKPOINTS_DIRECTORY": str(settings.checkpoints)}
    overview = await answered("overview", "--unit", OUR_UNIT, "--json", **environment)
    our_id = json.loads(overview.stdout)["path"][-1]["unit_id"]
    put = {
        ITS_UNIT: OUR_UNIT,
        ITS_ID: our_id,
        ITS_PAGE: f"/?unit={our_id}&year=2021",
        ITS_COMMUNE: OUR_UNIT,
        "var/demo/checkpoints": str(settings.checkpoints),
        "tuy-phong.zip": "it.zip",
    }
    walked = []
    for variable, words in commands():
        where = words.index("--data")
        ours = [put.get(word, word) for word in (*words[:where], *words[where + 2 :])]
        result = await answered(*ours, **environment)
        assert result.exit_code == 0, (ours, result.output, result.exception)
        walked.append(ours[0])
        if variable:
            put[f"${variable}"] = str(json.loads(result.stdout)["position"])
        if "--without" in ours:
            assert f"{int(put['$FACT']):,}".replace(",", ".") in result.stdout.splitlines()[-3], result.stdout
    assert walked == [
        "overview", "overview", "facts", "compare", "verify", "tamper-drill", "evidence", "what-if", "what-if", "facts",
        "what-if", "rebuild",
    ]  # fmt: skip
    with zipfile.ZipFile(tmp_path / "it.zip") as opened:
        opened.extractall(tmp_path / "it")
    key = await key_of(environment)
    assert [checks(tmp_path, bundle, key) for bundle in ("it.zip", "it")] == [0, 0]
    facts = tmp_path / "it" / "facts.jsonl"
    facts.write_bytes(facts.read_bytes().replace(b"registration.unit_listed", b"registration.unit_Listed", 1))
    assert checks(tmp_path, "it", key) == 1, "the control: a byte that was changed is found"


async def key_of(environment: dict[str, str]) -> str:
    """The line that an auditor was given by another way: here, the fact that introduced it."""
    told = await answered("events", "--type", "audit.key_introduced", "--json", **environment)
    return str(json.loads(told.stdout.splitlines()[0])["data"]["key"])


def checks(folder: Path, bundle: str, key: str) -> int:
    """On a Python that knows nothing of ours."""
    command = [sys.executable, "-I", "-S", "it/verifier.py", "--key", key, bundle]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode

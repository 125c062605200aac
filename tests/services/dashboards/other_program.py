"""Another version of the program, in a folder of its own: every reported household count is one higher there."""

import asyncio
import os
import shutil
import sys
from pathlib import Path

from chronicle.settings import Settings
from tests.deploy.conftest import variables

REPOSITORY = Path(__file__).parents[3]
PACKAGES = ("chronicle", "contracts", "portal", "services", "deploy")
FOLD = Path("services", "dashboards", "projections", "coverage.py")
BEFORE, AFTER = '"households_registered": fact.registered,', '"households_registered": fact.registered + 1,'


class OtherProgram:
    """`status, output = await program("rebuild", "dashboards.coverage", "--here")`, in a process of its own."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder = folder
        self._environment = {**os.environ, **variables(settings), "PYTHONPATH": str(folder)}

    @classmethod
    def installed(cls, folder: Path, settings: Settings) -> "OtherProgram":
        for package in PACKAGES:
            shutil.copytree(REPOSITORY / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
        one = cls(folder, settings)
        one.edit(BEFORE, AFTER)
        return one

    def edit(self, before: str, after: str) -> None:
        fold = self.folder / FOLD
        text = fold.read_text(encoding="utf-8")
        assert text.count(before) == 1
        fold.write_text(text.replace(before, after), encoding="utf-8")

    async def __call__(self, *arguments: str) -> tuple[int, str]:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "deploy", *arguments, cwd=self.folder, env=self._environment,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        told, _ = await process.communicate()
        return process.returncode or 0, told.decode()

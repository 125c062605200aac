"""The shell of recognition's pages, with its own templates inside."""

from pathlib import Path

from portal.shell import Shell

SHELL = Shell(Path(__file__).parents[1] / "templates")

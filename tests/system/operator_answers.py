"""What `antoan` answers about an installation, asked in the name of its migrations job, which knows the owner."""

import asyncio
import json
from typing import Any

from typer.testing import CliRunner

from deploy.cli import app
from tests.system.installation import Installation


async def operator(installation: Installation, *arguments: str) -> list[dict[str, Any]]:
    """Runs `antoan …`; one object a line of its answer."""
    environment = installation.programs["migrations"].environment
    answer = await asyncio.to_thread(lambda: CliRunner().invoke(app, arguments, env=environment))
    assert answer.exit_code == 0, answer.output
    return [json.loads(line) for line in answer.stdout.splitlines()]

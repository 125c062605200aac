"""The commands about the ledger: verify, a new key, the drill."""

from pathlib import Path
from typing import Annotated

import typer

from deploy import ledger
from deploy.running import AsJson, Data, console, go, settings_of
from deploy.tamper_drill import tamper_drill

LEDGER = typer.Typer()


@LEDGER.command()
def verify(
    checkpoint: Annotated[
        list[Path] | None, typer.Option(help="a checkpoint kept elsewhere, or a folder of them; again for more")
    ] = None,
    key: Annotated[
        list[str] | None, typer.Option(help="believe only checkpoints this key signed; default: the log's own keys")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Hash every fact again and hold it against what was sealed; status 1 names the first position that is not as it was."""
    go(ledger.verify_log(settings_of(data), console, checkpoint or [], key or [], as_json=as_json))


@LEDGER.command("rotate-key")
def rotate_key(data: Data = None) -> None:
    """Sign checkpoints with a new key from now on; the one in use vouches for it."""
    go(ledger.rotate_key(settings_of(data), console))


@LEDGER.command("tamper-drill")
def tamper_drill_(
    data: Data = None,
    seed: Annotated[int | None, typer.Option(help="which fact is tampered with; default: any", min=0)] = None,
    as_json: AsJson = False,
) -> None:
    """On a copy: flip a byte, edit a row, drop a range, write all anew; status 1 where verifying misses one of them."""
    go(tamper_drill(settings_of(data), console, seed, as_json=as_json))

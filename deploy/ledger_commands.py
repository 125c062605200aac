"""The commands about the ledger: verify, a new key, the drill, a witness, evidence to hand over."""

from pathlib import Path
from typing import Annotated

import typer

from deploy import ledger
from deploy.evidence import make_bundle
from deploy.running import AsJson, Data, console, go, settings_of
from deploy.tamper_drill import tamper_drill
from deploy.witness import serve_witness
from services.audit.evidence.question import Question, sample_facts_max

LEDGER = typer.Typer()


@LEDGER.command()
def verify(
    checkpoint: Annotated[
        list[Path] | None, typer.Option(help="a checkpoint kept elsewhere, or a folder of them; again for more")
    ] = None,
    key: Annotated[
        list[str] | None, typer.Option(help="believe only checkpoints this key signed; default: the log's own keys")
    ] = None,
    witness: Annotated[
        list[str] | None, typer.Option(help="what this key cosigned must fit; default: those of ANTOAN_WITNESSES")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Hash every fact again and hold it against what was sealed; status 1 names the first position that is not as it was."""
    go(ledger.verify_log(settings_of(data), console, checkpoint or [], key or [], witness or [], as_json=as_json))


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


@LEDGER.command()
def evidence(
    to: Annotated[Path, typer.Option(help="the file to write, a ZIP")],
    unit: Annotated[str | None, typer.Option(help="facts about this unit")] = None,
    dossier: Annotated[str | None, typer.Option(help="facts of this dossier")] = None,
    district: Annotated[str | None, typer.Option(help="facts about this unit and all below it")] = None,
    sample: Annotated[
        int | None, typer.Option(help="so many facts of the whole log, by --seed", min=1, max=sample_facts_max)
    ] = None,
    seed: Annotated[str | None, typer.Option(help="any text: the same one draws the same facts")] = None,
    as_of: Annotated[
        str | None, typer.Option(help="as known when this day ended (2021-11-08), or up to this position; default: now")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Make a bundle of evidence: facts, proofs, pages and a verifier that needs Python alone; again, the same bytes."""
    question = Question(unit, dossier, district, sample, seed)
    go(make_bundle(settings_of(data), console, question, as_of, to, as_json=as_json))


@LEDGER.command("witness")
def witness_(
    log: Annotated[
        list[str], typer.Option(help="a key of a log that is witnessed, as its /audit page shows it; again for more")
    ],
    name: Annotated[str, typer.Option(help="under which its key is known, like a web address without its beginning")],
    state: Annotated[Path, typer.Option(help="folder of its key and of what it saw last; a lost one means a new key")],
    host: Annotated[str, typer.Option(help="address it listens on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="port", min=1, max=65_535)] = 8024,
) -> None:
    """Cosign the checkpoints of logs, on the machine of another office: only if each begins with the one before."""

    def announce(key: str) -> None:
        console.print(
            f"witness at http://{host}:{port}, its key · nhân chứng, khóa:\n{key}", soft_wrap=True, highlight=False
        )

    go(serve_witness(name, log, state, host, port, announce))

"""Decisions of the demonstration take their number from the register, also where their day is played again from its middle."""

from typing import Any

from chronicle.command import Context, derived_id
from deploy.demo.papers import Decision, IssuePapers, RecogniseByPaper
from services.recognition.deciding import DecideDossier
from services.recognition.register import NumberDocuments
from tests.services.recognition.ward import TODAY, WARD, Ward, dossier, the_ward

DECISION = Decision(WARD, None, TODAY)


async def handled(ward: Ward, command: Any, key: str) -> None:
    context = Context("demo", "commune_chair", WARD, TODAY, derived_id(key), derived_id(key))
    await ward.host.services["recognition"].handle(command, context)
    await ward.read()


async def test_a_paper_is_drawn_up_once_and_the_decision_has_its_number(open_host: Any, settings: Any) -> None:
    async with the_ward(open_host, settings) as ward:
        drawn = await IssuePapers(DECISION, "decision", (dossier(5),)).command(ward.host)
        assert isinstance(drawn, NumberDocuments)
        await handled(ward, drawn, "paper")
        decided = await RecogniseByPaper(DECISION, dossier(5), None).command(ward.host)
        assert isinstance(decided, DecideDossier)
        assert decided.decision_number == "01/QĐ-UBND"
        again = IssuePapers(DECISION, "decision", (dossier(3), dossier(5)))
        assert await again.command(ward.host) is None, "one of them is decided already, the other is not"


async def test_certificates_are_given_once(open_host: Any, settings: Any) -> None:
    async with the_ward(open_host, settings) as ward:
        asked = IssuePapers(DECISION, "certificate", (dossier(1), dossier(2)))
        drawn = await asked.command(ward.host)
        assert isinstance(drawn, NumberDocuments) and len(drawn.papers) == 2
        await handled(ward, drawn, "certificates")
        assert await asked.command(ward.host) is None

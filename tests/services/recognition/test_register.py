"""The register of papers: numbers follow one another without a gap, days never go back, and a used number stays used."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronicle.refusal import Refused
from chronicle.spec import DeciderSpec
from contracts.recognition import DocumentNumbered, DocumentVoided, PaperKind
from services.recognition.register import REGISTER, NumberDocuments, Paper, VoidDocument
from services.recognition.verification_code import ALPHABET, as_typed, verification_code
from tests.services.recognition.papers import EXAMPLES, WARD, concern

pytestmark = pytest.mark.fast

DAY = date(2021, 11, 8)
register = DeciderSpec(REGISTER)


def paper(name: str, kind: PaperKind = "submission", **changed: Any) -> Paper:
    example = EXAMPLES[kind]
    fields: dict[str, Any] = {
        "document_id": name, "kind": kind, "symbol": example.number.partition("/")[2], "signer_title": example.signer_title,
        "concerns": example.concerns, "printed": example.printed,
    }  # fmt: skip
    return Paper(**{**fields, **changed})


def certificate(number: int, name: str = "") -> Paper:
    return paper(name or f"c{number}", "certificate", concerns=(concern(number),))


def ask(*papers: Paper, day: date = DAY, **changed: Any) -> NumberDocuments:
    return NumberDocuments(occurred_on=day, issuer_id=WARD, year=day.year, papers=papers, **changed)


def facts_of(*asked: Any) -> list[Any]:
    """What these commands lead to, one after the other; a refusal leads to nothing."""
    facts: list[Any] = []
    for command in asked:
        try:
            facts += REGISTER.decisions[type(command)](command, REGISTER.fold.of(facts))
        except Refused:
            continue
    return facts


def test_papers_are_numbered_on_each_series_by_itself() -> None:
    numbered = facts_of(ask(paper("a")), ask(paper("b"), paper("m", "minutes")), ask(paper("x", "appraisal")))
    assert [(fact.series, fact.serial, fact.number) for fact in numbered] == [
        ("submission", 1, "01/TTr-CAP"), ("submission", 2, "02/TTr-CAP"), ("record", 1, "01/BB-BCĐ"),
        ("record", 2, "02/BB-BCĐ"),
    ]  # fmt: skip


def test_a_paper_that_has_its_number_keeps_it() -> None:
    register.given(*facts_of(ask(paper("a")))).when(ask(paper("a"))).then_nothing()


def test_a_paper_is_numbered_with_all_that_stands_on_it() -> None:
    [fact] = facts_of(ask(paper("a")))
    example = EXAMPLES["submission"]
    assert (fact.concerns, fact.printed, fact.signed_on, fact.year) == (example.concerns, example.printed, DAY, 2021)
    assert fact.verification_code == as_typed(fact.verification_code.lower().replace("-", " "))


def test_whoever_was_shown_a_number_that_is_taken_meanwhile_is_told_so() -> None:
    given_ = facts_of(ask(paper("a")))
    register.given(*given_).when(ask(paper("b"), first_serial=1)).then_refused("register.another_was_first")
    register.given(*given_).when(ask(paper("b"), first_serial=3)).then_refused("register.another_was_first")
    assert len(facts_of(ask(paper("a")), ask(paper("b"), first_serial=2))) == 2


def test_days_of_signing_never_go_back_in_a_series() -> None:
    given_ = facts_of(ask(paper("a")))
    register.given(*given_).when(ask(paper("b"), day=DAY - timedelta(days=1))).then_refused(
        "register.day_before_last_number"
    )
    assert len(facts_of(ask(paper("a")), ask(paper("b", "slip"), day=DAY - timedelta(days=1)))) == 2


def test_a_register_is_of_its_year() -> None:
    asked = ask(paper("a")).model_copy(update={"year": 2022})
    register.given().when(asked).then_refused("register.another_year")


def test_a_decision_may_carry_a_number_of_the_offices_own_book_which_is_not_counted() -> None:
    facts = facts_of(ask(paper("a", "decision", foreign_number="411/QĐ-UBND")), ask(paper("b", "decision")))
    assert [(fact.serial, fact.number) for fact in facts] == [(None, "411/QĐ-UBND"), (1, "01/QĐ-UBND")]
    again = ask(paper("c", "decision", foreign_number="411/QĐ-UBND"))
    register.given(*facts).when(again).then_refused("register.number_taken")
    other_kind = ask(paper("d", "certificate", foreign_number="1/GCN"))
    register.given().when(other_kind).then_refused("register.number_of_another_book")


def test_a_counted_number_that_stands_in_the_other_book_is_not_given_again() -> None:
    foreign = facts_of(ask(paper("a", "decision", foreign_number="01/QĐ-UBND")))
    register.given(*foreign).when(ask(paper("b", "decision"))).then_refused("register.number_taken")


def test_a_dossier_has_one_valid_certificate() -> None:
    first = facts_of(ask(certificate(3)))
    register.given(*first).when(ask(certificate(3, "again"))).then_refused("certificate.given_already")
    void = VoidDocument(occurred_on=DAY, issuer_id=WARD, year=2021, document_id="c3", reason="In sai tên")
    facts = facts_of(ask(certificate(3)), void, ask(certificate(3, "again")))
    assert [getattr(fact, "serial", "void") for fact in facts] == [1, "void", 2]


def test_a_certificate_is_of_one_recognised_unit() -> None:
    two = paper("c", "certificate", concerns=(concern(1), concern(2)))
    refused = paper("c", "certificate", concerns=(concern(1, "refused"),))
    for wrong in (two, refused):
        register.given().when(ask(wrong)).then_refused("certificate.of_one_recognised_unit")


def test_a_paper_is_voided_once_and_its_number_stays_used() -> None:
    void = VoidDocument(occurred_on=DAY, issuer_id=WARD, year=2021, document_id="a", reason="In sai")
    register.given().when(void).then_refused("document.unknown")
    numbered = facts_of(ask(paper("a")))
    voided = DocumentVoided(
        document_id="a", kind="submission", issuer_id=WARD, year=2021, campaign_year=2021, number="01/TTr-CAP",
        units=tuple(concern.unit_id for concern in EXAMPLES["submission"].concerns), reason="In sai", voided_on=DAY,
    )  # fmt: skip
    register.given(*numbered).when(void).then(voided)
    register.given(*numbered, voided).when(void).then_nothing()
    assert facts_of(ask(paper("a")), void, ask(paper("b")))[-1].number == "02/TTr-CAP"


kinds = st.sampled_from(("submission", "minutes", "appraisal", "decision", "slip"))
one = st.builds(
    lambda name, kind, day, foreign: ask(
        paper(f"p{name}", kind, foreign_number=f"{400 + name}/QĐ-UBND" if foreign and kind == "decision" else None),
        day=DAY + timedelta(days=day),
    ),
    st.integers(0, 12), kinds, st.integers(-2, 2), st.booleans(),
)  # fmt: skip
void = st.builds(
    lambda name: VoidDocument(occurred_on=DAY, issuer_id=WARD, year=2021, document_id=f"p{name}", reason="In sai"),
    st.integers(0, 12),
)


@given(st.lists(one | void, max_size=40))
def test_of_whatever_is_asked_each_series_is_1_2_3_in_the_order_of_days(asked: list[Any]) -> None:
    numbered = [fact for fact in facts_of(*asked) if isinstance(fact, DocumentNumbered)]
    assert len({fact.document_id for fact in numbered}) == len(numbered)
    for series in {fact.series for fact in numbered}:
        counted = [fact for fact in numbered if fact.series == series and fact.serial is not None]
        assert [fact.serial for fact in counted] == list(range(1, len(counted) + 1))
        assert [fact.signed_on for fact in counted] == sorted(fact.signed_on for fact in counted)
        numbers = [fact.number for fact in numbered if fact.series == series]
        assert len(set(numbers)) == len(numbers)


def test_a_code_is_of_what_stands_on_the_paper() -> None:
    said = {"number": "01/GCN-UBND", "unit": "Khu phố 3"}
    code = verification_code(said)
    assert code == verification_code(dict(reversed(said.items()))) != verification_code({**said, "unit": "Khu phố 8"})
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
    assert set(code) <= {*ALPHABET, "-"}


@given(st.dictionaries(st.text(), st.text()))
def test_a_code_is_read_however_it_was_typed(said: dict[str, str]) -> None:
    code = verification_code(said)
    typed = code.lower().replace("0", "o").replace("1", "l").replace("-", " ")
    assert as_typed(typed) == code

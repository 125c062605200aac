"""What is told of rules for their pages: one version in force, a draft that asks for more, and appraised dossiers."""

from collections.abc import Iterable
from datetime import date

from contracts.fact import Fact
from contracts.recognition import CriterionResult, DossierAppraised, Edition, RuleSetDrafted, RuleSetPutInForce
from reference.rule_sets import shipped
from services.recognition.rule_set_files import content_of
from services.recognition.screens.rule_layers import after_editing
from tests.services.dashboards.province import AREAS, about

NAME = "tt23-2012-binh-thuan-2021"
NOVEMBER = date(2021, 11, 5)


def rules() -> Iterable[Fact]:
    content = content_of(shipped()[NAME])
    yield RuleSetPutInForce(**dict(content), in_force_on=NOVEMBER, edition=1)
    [area, *others] = content.kinds
    share = area.criteria[2].model_copy(update={"at_least": "9/10", "confirmed": False})
    kinds = (area.model_copy(update={"criteria": (*area.criteria[:2], share)}), *others)
    draft = after_editing(content, content.model_copy(update={"kinds": kinds}))
    yield RuleSetDrafted(
        **dict(draft), edition=2, based_on=Edition(rule_set=NAME, edition=1), in_force_on=NOVEMBER,
        drafted_on=NOVEMBER,
    )  # fmt: skip
    for number, unit in enumerate(AREAS[:5]):
        yield DossierAppraised(
            **about(unit), met=True, appraised_on=NOVEMBER,
            results=tuple(
                CriterionResult(
                    criterion=criterion.code, met=True, numerator=96 + number if criterion.at_least else None,
                    denominator=110 if criterion.at_least else None, document_number=None,
                )
                for criterion in area.criteria
            ),
        )  # fmt: skip

"""Offices that nobody holds are listed, the longest vacant first; one that somebody holds, or soon will, is not."""

from datetime import date, timedelta

import pytest

from portal.authority.scope import Authority
from portal.sign_in.vacancies import Vacancy, notice_days, vacant

pytestmark = pytest.mark.fast

TODAY = date(2021, 6, 1)


def held(
    unit: str | None, ends_in_days: int | None, role: str = "commune_officer", begins: date = date(2021, 1, 1)
) -> Authority:
    last = None if ends_in_days is None else TODAY + timedelta(days=ends_in_days)
    return Authority(1, role, unit, begins, last)


def test_an_office_whose_last_holder_is_gone_is_vacant_and_its_work_waits() -> None:
    found = vacant({"a": [held("c1", -3)], "b": [held("c2", -9)], "c": [held("c1", -30)]}, TODAY)
    assert [(vacancy.unit_id, vacancy.since) for vacancy in found] == [
        ("c2", TODAY - timedelta(days=9)), ("c1", TODAY - timedelta(days=3)),
    ]  # fmt: skip


def test_one_that_ends_within_the_notice_is_told_of_in_time() -> None:
    assert vacant({"a": [held("c1", notice_days + 1)]}, TODAY) == []
    assert vacant({"a": [held("c1", notice_days)]}, TODAY) == [
        Vacancy("commune_officer", "c1", TODAY + timedelta(days=notice_days))
    ]


def test_a_successor_fills_it_and_another_role_or_place_does_not() -> None:
    gone = held("c1", -3)
    assert vacant({"a": [gone], "b": [held("c1", None)]}, TODAY) == []
    assert vacant({"a": [gone], "b": [held("c1", None, begins=TODAY + timedelta(days=5))]}, TODAY) == []
    assert len(vacant({"a": [gone], "b": [held("c2", None)], "c": [held("c1", None, "commune_chair")]}, TODAY)) == 1


def test_an_office_over_everything_or_never_held_is_none() -> None:
    assert vacant({"a": [held(None, -3, "operator")]}, TODAY) == []
    assert vacant({}, TODAY) == []


def test_who_is_disabled_holds_nothing_any_more() -> None:
    stopped = {"a": TODAY - timedelta(days=2)}
    assert vacant({"a": [held("c1", None)]}, TODAY, stopped) == [
        Vacancy("commune_officer", "c1", TODAY - timedelta(days=2))
    ]
    assert vacant({"a": [held("c1", None)], "b": [held("c1", None)]}, TODAY, stopped) == []

"""What an office wants outside its inbox, and which way a notice takes because of it."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronicle.spec import DeciderSpec, ViewSpec
from contracts.notifications import GatewaySet, OutletPaused, OutletResumed, PreferencesSet, WebhookSet, WorkingHours
from services.notifications.channels.offices import Office, way_out
from services.notifications.gateway import GATEWAY, Gateway, PauseGateway, ResumeGateway, SetGateway
from services.notifications.mailbox import Mailbox
from services.notifications.notice import LEAVING
from services.notifications.preferences import PREFERENCES, Preferences, SetPreferences
from services.notifications.projections.outlets import OUTLETS, OutletRow
from services.notifications.projections.preferences import PREFERENCES_SET, PreferencesRow
from services.notifications.webhook import WEBHOOK, PauseWebhook, ResumeWebhook, SetWebhook, Webhook
from tests.services.notifications.examples import DAY, ended, listed

pytestmark = pytest.mark.fast

HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
HOURS = WorkingHours(opens="07:00", closes="16:30")
SET = SetPreferences(
    occurred_on=DAY, unit_id="c1", modes={"not_registered": "digest", "dossier_returned": "each"}, hours=HOURS
)
WAS_SET = PreferencesSet(
    unit_id="c1", modes={"not_registered": "digest"}, previous_modes={}, hours=HOURS, previous_hours=None, set_on=DAY
)
LISTED: Any = {"unit": (listed("c1"),)}
preferences = DeciderSpec(PREFERENCES).knowing(**LISTED)
webhook = DeciderSpec(WEBHOOK).knowing(**LISTED)
gateway = DeciderSpec(GATEWAY).knowing(**LISTED)
WEBHOOK_SET = WebhookSet(unit_id="c1", host="hook.example", address_sha256=HASH, previous_host=None, set_on=DAY)
GATEWAY_SET = GatewaySet(unit_id="c1", service="zalo", address_sha256=HASH, previous_service=None, set_on=DAY)


def test_an_office_says_what_it_wants_and_only_what_differs_is_kept() -> None:
    preferences.given().when(SET).then(WAS_SET)
    preferences.given(WAS_SET).when(SET).then_nothing()
    back = SetPreferences(occurred_on=DAY, unit_id="c1", modes={})
    preferences.given(WAS_SET).when(back).then(
        PreferencesSet(
            unit_id="c1", modes={}, previous_modes={"not_registered": "digest"}, hours=None, previous_hours=HOURS,
            set_on=DAY,
        )
    )  # fmt: skip
    preferences.given().when(back).then_nothing()


def test_what_cannot_be_wanted_is_refused() -> None:
    night = SET.model_copy(update={"hours": WorkingHours(opens="17:00", closes="07:00")})
    preferences.given().when(night).then_refused("preferences.hours_reversed")
    DeciderSpec(PREFERENCES).given().when(SET).then_refused("unit.unknown")
    preferences.knowing(unit=(listed("c1"), ended("c1"))).given().when(SET).then_refused("unit.unknown")
    with pytest.raises(ValueError, match="literal_error"):
        SetPreferences.model_validate({"occurred_on": DAY, "unit_id": "c1", "modes": {"unheard_of": "none"}})


def test_a_webhook_is_set_changed_and_taken_away() -> None:
    command = SetWebhook(occurred_on=DAY, unit_id="c1", host="hook.example", address_sha256=HASH)
    fact = WebhookSet(unit_id="c1", host="hook.example", address_sha256=HASH, previous_host=None, set_on=DAY)
    gone = SetWebhook(occurred_on=DAY, unit_id="c1", host=None, address_sha256=None)
    webhook.given().when(command).then(fact)
    webhook.given(fact).when(command).then_nothing()
    without = WebhookSet(unit_id="c1", host=None, address_sha256=None, previous_host="hook.example", set_on=DAY)
    webhook.knowing(unit=(listed("c1"), ended("c1"))).given(fact).when(gone).then(without)
    webhook.given().when(gone).then_nothing()
    DeciderSpec(WEBHOOK).given().when(command).then_refused("unit.unknown")
    with pytest.raises(ValueError, match="come together"):
        SetWebhook(occurred_on=DAY, unit_id="c1", host="hook.example", address_sha256=None)
    ViewSpec(OUTLETS).given(fact).then(OutletRow("c1", "webhook", "hook.example", HASH, DAY))
    ViewSpec(OUTLETS).given(fact, without).then()


def test_a_gateway_is_set_changed_and_taken_away() -> None:
    command = SetGateway(occurred_on=DAY, unit_id="c1", service="zalo", address_sha256=HASH)
    fact = GatewaySet(unit_id="c1", service="zalo", address_sha256=HASH, previous_service=None, set_on=DAY)
    gone = SetGateway(occurred_on=DAY, unit_id="c1", service=None, address_sha256=None)
    gateway.given().when(command).then(fact)
    gateway.given(fact).when(command).then_nothing()
    without = GatewaySet(unit_id="c1", service=None, address_sha256=None, previous_service="zalo", set_on=DAY)
    gateway.given(fact).when(gone).then(without)
    DeciderSpec(GATEWAY).given().when(command).then_refused("unit.unknown")
    ViewSpec(OUTLETS).given(fact).then(OutletRow("c1", "gateway", "zalo", HASH, DAY))
    ViewSpec(OUTLETS).given(fact, without).then()


@pytest.mark.parametrize(
    ("outlet", "pause", "resume", "set_", "none"),
    [
        (webhook, PauseWebhook, ResumeWebhook, WEBHOOK_SET, "webhook.none"),
        (gateway, PauseGateway, ResumeGateway, GATEWAY_SET, "gateway.none"),
    ],
)
def test_an_outlet_is_paused_and_resumed_and_a_new_address_begins_unpaused(
    outlet: Any, pause: Any, resume: Any, set_: Any, none: str
) -> None:
    channel = none.partition(".")[0]
    paused = OutletPaused(unit_id="c1", channel=channel, paused_on=DAY)  # type: ignore[arg-type]
    resumed = OutletResumed(unit_id="c1", channel=channel, resumed_on=DAY)  # type: ignore[arg-type]
    stop, go = pause(occurred_on=DAY, unit_id="c1"), resume(occurred_on=DAY, unit_id="c1")
    outlet.given(set_).when(stop).then(paused)
    outlet.given(set_, paused).when(stop).then_nothing()
    outlet.given().when(stop).then_refused(none)
    outlet.given(set_, paused).when(go).then(resumed)
    outlet.given(set_, paused, resumed).when(go).then_nothing()
    outlet.given(set_, paused, set_).when(go).then_nothing()
    row = OutletRow("c1", channel, "hook.example" if channel == "webhook" else "zalo", HASH, DAY)
    ViewSpec(OUTLETS).given(set_, paused).then(replace(row, paused_on=DAY))
    ViewSpec(OUTLETS).given(set_, paused, resumed).then(row)
    ViewSpec(OUTLETS).given(set_, paused, set_).then(row)


def test_the_view_shows_what_is_wanted() -> None:
    row = PreferencesRow("c1", '{"not_registered": "digest"}', "07:00", "16:30", True, DAY)
    ViewSpec(PREFERENCES_SET).given(WAS_SET).then(row)


def an_office(mode: str, *, reached: bool = True) -> Office:
    if not reached:
        return Office("c1", preferences=Preferences({"x": mode}))  # type: ignore[dict-item]
    ways = (Mailbox("c1@vi-du.example"), Webhook("hook.example", HASH), Gateway("zalo", HASH))
    return Office("c1", *ways, Preferences({"x": mode}))  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("mode", "ways"),
    [
        ("each", {"mail": "at_once", "webhook": "at_once", "gateway": "at_once"}),
        ("digest", {"mail": "in_digest", "webhook": "at_once", "gateway": None}),
        ("none", {"mail": None, "webhook": None, "gateway": None}),
    ],
)
def test_the_way_out_is_what_the_office_wants(mode: str, ways: dict[str, str | None]) -> None:
    assert {channel: way_out(an_office(mode), "x", channel) for channel in LEAVING} == ways


def test_where_there_is_no_address_nothing_leaves() -> None:
    for mode, channel in product(("each", "digest", "none"), LEAVING):
        assert way_out(an_office(mode, reached=False), "x", channel) is None


@given(st.sampled_from(["each", "digest", "none"]), st.booleans())
def test_a_digest_itself_goes_by_mail_whatever_is_wanted(mode: str, reached: bool) -> None:
    found = {channel: way_out(an_office(mode, reached=reached), "daily_digest", channel) for channel in LEAVING}
    assert found == {"mail": "at_once", "webhook": None, "gateway": None}

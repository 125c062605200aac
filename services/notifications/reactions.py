"""What notifications do because of another service's fact: *consequence when cause*.

Names are written and go into command ids: a renamed reaction would act on old causes again.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from pydantic import TypeAdapter, ValidationError

from chronicle.command import Command, derived_id
from chronicle.reaction import Reaction, Reactions
from chronicle.service import Service
from contracts.calendar import DayBegan
from contracts.envelope import Recorded
from contracts.notifications import Channel, NoticeRaised, Particular, ReminderDue
from contracts.recognition import DossierDecided, DossierReturned, KindRules, RuleSetPutInForce
from contracts.registration import CampaignLaunched
from services.notifications.channels.mail import MailChannel, Postman
from services.notifications.deadlines import NoteDeadline, WatchDay
from services.notifications.notice import RaiseNotice, Template
from services.notifications.projections import participants, undertakings

EVERYWHERE: tuple[Channel, ...] = ("inbox", "mail")

units_told_max = 20_000

_PARTICULAR: TypeAdapter[str] = TypeAdapter(Particular)


def tell_the_unit_when_its_dossier_is_returned(fact: DossierReturned, recorded: Recorded[Any]) -> Iterable[Command]:
    about = {"year": fact.year, "returned_on": fact.returned_on, "shortfalls": len(fact.shortfalls)}
    yield RaiseNotice(
        occurred_on=recorded.occurred_on,
        notice_id=str(derived_id(f"notice of a return:{recorded.position}")),
        unit_id=fact.unit_id,
        template="dossier_returned",
        about=particulars(about),
        channels=EVERYWHERE,
    )


def tell_the_unit_when_its_dossier_is_decided(fact: DossierDecided, recorded: Recorded[Any]) -> Iterable[Command]:
    """The reason of a refusal stays with the dossier: it is free text, and a notice leaves the house."""
    about = {"year": fact.year, "decided_on": fact.decided_on, "decision_number": fact.decision_number}
    yield RaiseNotice(
        occurred_on=recorded.occurred_on,
        notice_id=str(derived_id(f"notice of a decision:{recorded.position}")),
        unit_id=fact.unit_id,
        template="dossier_recognised" if fact.outcome == "recognised" else "dossier_refused",
        about=particulars(about),
        channels=EVERYWHERE,
    )


def note_the_deadline_when_a_campaign_is_launched(fact: CampaignLaunched, recorded: Recorded[Any]) -> Iterable[Command]:
    yield NoteDeadline(
        occurred_on=recorded.occurred_on,
        year=fact.year,
        deadline="registration",
        due_on=fact.registration_closes,
        organiser_id=fact.province_id,
    )


def note_the_deadlines_when_a_rule_set_is_in_force(
    fact: RuleSetPutInForce, recorded: Recorded[Any]
) -> Iterable[Command]:
    for rules in fact.kinds:
        yield NoteDeadline(
            occurred_on=recorded.occurred_on,
            year=fact.year,
            deadline="decision",
            unit_kind=rules.unit_kind,
            due_on=None if rules.decide_before is None else rules.decide_before - _days_short(rules),
        )


def look_at_the_deadlines_when_a_day_began(fact: DayBegan, recorded: Recorded[Any]) -> Iterable[Command]:
    """Also those of the years beside: a year's registration and its decisions may lie in them.

    After a stop, days made up are all looked at as of the day they were recorded, so that nobody is told of
    a week that is already over.
    """
    day = max(fact.day, recorded.occurred_on)
    for year in (day.year - 1, day.year, day.year + 1):
        yield WatchDay(occurred_on=day, year=year)


def tell_the_organiser_when_a_reminder_is_due(fact: ReminderDue, recorded: Recorded[Any]) -> Iterable[Command]:
    passed = fact.days_left < 0
    registration: Template = "registration_closed" if passed else "registration_closing"
    decision: Template = "decisions_overdue" if passed else "decisions_due"
    yield RaiseNotice(
        occurred_on=recorded.occurred_on,
        notice_id=str(derived_id(f"notice to the organiser:{recorded.position}")),
        unit_id=fact.organiser_id,
        template=registration if fact.deadline == "registration" else decision,
        about=reminded_of(fact),
        due_on=fact.due_on,
        channels=EVERYWHERE,
    )


def tell_the_units_when_a_reminder_is_due(service: Service) -> Callable[..., Awaitable[Sequence[Command]]]:
    """Those that have not done what is due are found in the views, which must first have come as far as the cause."""

    async def tell(fact: ReminderDue, recorded: Recorded[Any]) -> Sequence[Command]:
        for view in (participants.PARTICIPANTS, undertakings.UNDERTAKINGS):
            await service.must_have_read(recorded.position, view.name)
        passed = fact.days_left < 0
        template: Template
        if fact.deadline == "registration":
            template = "not_registered_in_time" if passed else "not_registered"
            day = recorded.occurred_on
            behind = await participants.units_not_registered(service.pool, fact.year, day, units_told_max)
        else:
            template = "not_handed_in_in_time" if passed else "not_handed_in"
            kind = fact.unit_kind or ""
            behind = await undertakings.units_with_their_dossier(service.pool, fact.year, kind, units_told_max)
        return [
            RaiseNotice(
                occurred_on=recorded.occurred_on,
                notice_id=str(derived_id(f"notice to a unit behind:{recorded.position}:{unit_id}")),
                unit_id=unit_id,
                template=template,
                about=reminded_of(fact),
                due_on=fact.due_on,
                channels=EVERYWHERE,
            )
            for unit_id in behind
        ]

    return tell


def reminded_of(fact: ReminderDue) -> dict[str, str]:
    """What a reminder tells of its deadline."""
    return particulars({"year": fact.year, "days_left": abs(fact.days_left), "unit_kind": fact.unit_kind or "all"})


def particulars(shown: Mapping[str, object]) -> dict[str, str]:
    """What may be told: a number someone wrote in such a way that it could hold a name is left out."""
    return {key: str(value) for key, value in shown.items() if _is_particular(str(value))}


def _is_particular(value: str) -> bool:
    try:
        _PARTICULAR.validate_python(value)
    except ValidationError:
        return False
    return True


def _days_short(rules: KindRules) -> timedelta:
    """Where “before the 10th” excludes the day, the 9th is the last day in time."""
    return timedelta(days=1 if rules.before_excludes_the_day else 0)


REACTIONS: Reactions = {
    DossierReturned: (
        Reaction("tell the unit when its dossier is returned", tell_the_unit_when_its_dossier_is_returned),
    ),
    DossierDecided: (Reaction("tell the unit when its dossier is decided", tell_the_unit_when_its_dossier_is_decided),),
    CampaignLaunched: (
        Reaction("note the deadline when a campaign is launched", note_the_deadline_when_a_campaign_is_launched),
    ),
    RuleSetPutInForce: (
        Reaction("note the deadlines when a rule set is in force", note_the_deadlines_when_a_rule_set_is_in_force),
    ),
    DayBegan: (Reaction("look at the deadlines when a day began", look_at_the_deadlines_when_a_day_began),),
    ReminderDue: (Reaction("tell the organiser when a reminder is due", tell_the_organiser_when_a_reminder_is_due),),
}


def effects(service: Service) -> Reactions:
    """Consequences that look at views or speak to the world. Without a mail server notices stay in the inbox."""
    reminders = Reaction(
        "tell the units behind when a reminder is due",
        tell_the_units_when_a_reminder_is_due(service),
        told_apart_by=lambda command: str(command.notice_id),
    )
    host, port = service.settings.smtp_host, service.settings.smtp_port
    if host is None:
        return {ReminderDue: (reminders,)}
    channel = MailChannel(service, Postman(host, port))
    return {ReminderDue: (reminders,), NoticeRaised: (Reaction("mail the notice when it is raised", channel.carry),)}

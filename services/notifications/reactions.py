"""What notifications do because of another service's fact: *consequence when cause*.

Names are written and go into command ids: a renamed reaction would act on old causes again.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from chronicle.command import Command, derived_id
from chronicle.reaction import Reaction, Reactions
from chronicle.service import Service
from contracts.audit import CheckpointPublished
from contracts.calendar import DayBegan
from contracts.envelope import Recorded
from contracts.notifications import NoticeRaised, NoticeRetried, OutletResumed, ReminderDue, StepEscalated
from contracts.recognition import (
    DecisionCorrected,
    DossierAccepted,
    DossierDecided,
    DossierReturned,
    DossierSubmitted,
    KindRules,
    RecognitionWithdrawn,
    ReviewClosed,
    ReviewOpened,
    RuleSetPutInForce,
)
from contracts.registration import CampaignLaunched, DocumentsRequired
from services.notifications.channels import handing_on, occasions, queueing, reminding
from services.notifications.channels.occasions import EVERYWHERE, reminded_of
from services.notifications.deadlines import NoteDeadline, WatchDay
from services.notifications.notice import RaiseNotice, Template


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


def note_the_deadlines_when_documents_are_required(
    fact: DocumentsRequired, recorded: Recorded[Any]
) -> Iterable[Command]:
    for duty in fact.dropped:
        yield NoteDeadline(
            occurred_on=recorded.occurred_on,
            year=fact.year,
            deadline=duty.document_kind,
            unit_kind=duty.unit_kind,
            due_on=None,
        )
    for duty in fact.duties:
        yield NoteDeadline(
            occurred_on=recorded.occurred_on,
            year=fact.year,
            deadline=duty.document_kind,
            unit_kind=duty.unit_kind,
            due_on=duty.due_on,
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
    template: Template = "documents_overdue" if passed else "documents_due"
    if fact.deadline == "registration":
        template = "registration_closed" if passed else "registration_closing"
    elif fact.deadline == "decision":
        template = "decisions_overdue" if passed else "decisions_due"
    yield RaiseNotice(
        occurred_on=recorded.occurred_on,
        notice_id=str(derived_id(f"notice to the organiser:{recorded.position}")),
        unit_id=fact.organiser_id,
        template=template,
        about=reminded_of(fact),
        due_on=fact.due_on,
        channels=EVERYWHERE,
    )


def _days_short(rules: KindRules) -> timedelta:
    """Where “before the 10th” excludes the day, the 9th is the last day in time."""
    return timedelta(days=1 if rules.before_excludes_the_day else 0)


REACTIONS: Reactions = {
    DossierSubmitted: (Reaction("tell the standing body when a dossier is handed in", occasions.dossier_submitted),),
    DossierReturned: (Reaction("tell the unit when its dossier is returned", occasions.dossier_returned),),
    DossierAccepted: (Reaction("tell the unit when its dossier is accepted", occasions.dossier_accepted),),
    DossierDecided: (Reaction("tell the unit when its dossier is decided", occasions.dossier_decided),),
    DecisionCorrected: (Reaction("tell the unit when its decision is corrected", occasions.decision_corrected),),
    RecognitionWithdrawn: (
        Reaction("tell the unit when its recognition is withdrawn", occasions.recognition_withdrawn),
    ),
    ReviewOpened: (Reaction("tell the unit when its decision is reviewed", occasions.review_opened),),
    ReviewClosed: (Reaction("tell the unit when the review of its decision ends", occasions.review_closed),),
    StepEscalated: (Reaction("tell the office when a step is escalated", occasions.step_escalated),),
    CampaignLaunched: (
        Reaction("note the deadline when a campaign is launched", note_the_deadline_when_a_campaign_is_launched),
    ),
    RuleSetPutInForce: (
        Reaction("note the deadlines when a rule set is in force", note_the_deadlines_when_a_rule_set_is_in_force),
    ),
    DocumentsRequired: (
        Reaction("note the deadlines when documents are required", note_the_deadlines_when_documents_are_required),
    ),
    DayBegan: (Reaction("look at the deadlines when a day began", look_at_the_deadlines_when_a_day_began),),
    ReminderDue: (Reaction("tell the organiser when a reminder is due", tell_the_organiser_when_a_reminder_is_due),),
}


def effects(service: Service) -> Reactions:
    """Consequences that look at views or put something on its way out of the house."""
    return {
        ReminderDue: (
            Reaction(
                "tell the units behind when a reminder is due",
                reminding.tell_the_units_when_a_reminder_is_due(service),
                told_apart_by=lambda command: str(command.notice_id),
            ),
        ),
        ReviewOpened: (
            Reaction(
                "tell who decides when a review is opened", reminding.tell_who_decides_when_a_review_is_opened(service)
            ),
        ),
        DayBegan: (
            Reaction(
                "watch the steps when a day began",
                reminding.watch_the_steps_when_a_day_began(service),
                told_apart_by=lambda command: str(command.task_id),
            ),
            Reaction("expect digests when a day began", queueing.expect_digests_when_a_day_began(service)),
        ),
        CheckpointPublished: (
            Reaction(
                "tell who asked for it when a checkpoint is published",
                handing_on.tell_who_asked_when_a_checkpoint_is_published(service),
                told_apart_by=lambda command: str(command.notice_id),
            ),
        ),
        **_leaving(service),
    }


def _leaving(service: Service) -> Reactions:
    """What puts notices on their way."""
    return {
        NoticeRaised: (
            Reaction("queue the notice when it is raised", queueing.queue_the_notice_when_it_is_raised(service)),
        ),
        OutletResumed: (
            Reaction(
                "send what waited when an outlet is resumed",
                queueing.send_what_waited_when_an_outlet_is_resumed(service),
            ),
        ),
        NoticeRetried: (
            Reaction(
                "queue the notice when it is tried again", queueing.queue_the_notice_when_it_is_tried_again(service)
            ),
        ),
    }

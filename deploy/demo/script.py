"""The whole year as a list of steps in the order in which they are recorded."""

from collections.abc import Iterable
from itertools import groupby

from deploy.demo import aftermath, campaign, dossiers, inventory, mobilisation, models, preparation, year
from deploy.demo.step import Step
from deploy.demo.story import Story
from reference.campaigns import OpenedCampaign


def write(opened: OpenedCampaign) -> list[Step]:
    """The same steps for the same campaign, on every machine and every run."""
    story = Story(opened)
    parts = (preparation, campaign, year, models, inventory, mobilisation, dossiers, aftermath)
    every = [step for part in parts for step in part.steps(story)]
    return sorted(every, key=lambda step: (step.day, step.phase, step.key))


def by_phase(steps: Iterable[Step]) -> list[list[Step]]:
    """Steps of one day that may be taken side by side, phase after phase."""
    return [list(group) for _, group in groupby(steps, key=lambda step: step.phase)]

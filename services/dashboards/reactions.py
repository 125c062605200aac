"""What dashboards do because of another service's fact: nothing, ever. They only look."""

from chronicle.reaction import Reactions

REACTIONS: Reactions = {}

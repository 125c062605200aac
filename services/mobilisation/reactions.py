"""What mobilisation does because of another service's fact: *consequence when cause*. Nothing yet."""

from chronicle.reaction import Reactions

REACTIONS: Reactions = {}

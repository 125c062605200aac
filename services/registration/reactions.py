"""What registration does because of another service's fact: *consequence when cause*. Nothing: all begins here."""

from chronicle.reaction import Reactions

REACTIONS: Reactions = {}

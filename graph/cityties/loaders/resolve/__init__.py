"""One resolver for every table: which place a line means, by id, name and country, or point.

`Resolver.resolve` decides by written rules (:mod:`cityties.loaders.resolve.decide`); what it
cannot decide is a question for a person (:mod:`cityties.loaders.resolve.questions`).
`Resolver.candidates` serves whoever wants to choose: a form, or a reconciliation service.
"""

from cityties.loaders.resolve.ends import Candidate, End, Resolution, end_of_text
from cityties.loaders.resolve.resolver import Resolver

__all__ = ["Candidate", "End", "Resolution", "Resolver", "end_of_text"]

r"""From claims to readings: what was true on a day, as known by a day.

Sources say things; what follows from them is derived here, by these rules and
nothing else. This text is their specification. A *reading* of tie T, channel C,
on day D, known by day K (default: everything) is made so:

**Identity.** A tie is a set of parties and a kind of agreement, written in its
id (``tie/freiburg+isfahan/sister_city``); three parties make one tie. A claim
about the broader ``agreement`` joins the only narrower tie of the same
parties; with none, or with several, it stands alone. A narrower tie exists for
this rule once a change or a state of it is stated or implied: a plan ("will be
sister cities") must not make a sister city of "an agreement was signed". A
memorandum that becomes a sister city is two ties; the second *supersedes* the
first (:meth:`Readings.supersedes`). Nothing else is merged.

**1. Known.** Only claims whose source was certainly published by K are used. A
source without a date counts as published by its access date. Claims that
are only possibly published by K are counted as ``withheld``.

**2. What gives a status.** Only claims of type *tie* (for memberships:
*membership*) that are stated or implied. Hedged, denied and opinion claims are
set aside. A *plan* to reach a rung, to come into force or to resume gives
``announced`` from its source's publication on, nothing more; each plan is an
act of its own, so that repeating it is not a disagreement. A plan to suspend or
end gives nothing.

**3. Bounds.** A claim is of one day between two bounds. No change or state is
later than the publication of its source, so that bound caps the latest day
(``check`` reports a change dated later). A *change* without a date came at the
latest by publication. A *state* says that the change to its status came at the
latest on the day it was seen (empty: publication): its earliest bound is open.
Where no change is claimed, it gives the status from that day on, and possibly
before. A state undoes neither a break nor an exit: a list of 2007 does not thaw
a freeze of 2005. A state on one channel *in force* shows that the whole tie
was. A *change* to in force on one channel is a resumption there, since an
agreement comes into force whole.

**4. Acts.** Changes are grouped by status, channel and ``act``, with the states
that cap them. Dates that overlap are one alternative, their intersection;
disjoint dates are several alternatives and a Conflict ("1998" belongs to both
1998-05-29 and 1998-09-18). The bounds of the act run from the first to the last
alternative. Decided here: (a) proposals, bills, approvals and refusals belong
to one side, so those of two sides are two acts; a claim that names no side
means the only named one. (b) A state caps the act without an ``act`` id. It
narrows an act with an id (a renewal, a second freeze) where both fit, and makes
no conflict with it, because it can mean another act. (c) A break that was only
seen is explained by a claimed break on the same or a broader channel, unless a
resumption is between. (d) Nothing breaks or ends before the tie began, and
what was only observed broken or ended had been resumed or signed before, if that
was sure by then.

**5. Happened.** An act certainly happened by D if its latest bound is not after D,
possibly if its earliest is not.

**6. Whole tie.** The rungs are announced 1, proposed 2, negotiating 3,
drafted 4, submitted 5, approved 6, in_force 7. The highest rung reached counts;
rungs may be skipped; a lower one never replaces a higher one. An exit replaces
what was before it: declined, refused and withdrawn only what is below
in_force; superseded, expired and ended everything. After an exit a new change
or plan counts again. A state below in_force that was observed when the tie certainly
was in force is a Conflict of *stage*; so is in_force observed when it certainly had
ended, and a channel observed open when it was certainly closed.

**7. Channel.** If the tie is in force, the last break or resumption on C or a
broader channel counts: ``all`` holds ``official`` (with ``political`` and
``administrative``), ``civic``, ``economic``, ``academic``, ``cultural``. One
side's break suffices; ``side`` names it. A signature stands for both sides. A
new agreement certainly signed after a break, or the end of the old one, ends the
break.

**8. All combinations** of possible acts, and of their order where it is open,
are tried (how: :mod:`cityties.reading.states`). One result is ``certain``.
Otherwise ``possible``: ``status`` is what follows from the sure acts alone, or
if that is nothing the highest possible one; ``alternatives`` has the others
("nothing yet" is not listed).

**9. Ends.** Nothing ends by itself. A stated ``until`` gives ``expired`` (for a
break: ``resumed``) on the day after it, since the last day still counts; unless
another agreement was certainly signed in between. Of a state, ``until`` ends only
what was over before its source was published: "until now" is not an end.
``last_attested`` shows how old the newest word is.

**10. Concluded** is ``signed`` if a change to in_force is claimed, ``attested``
if the tie was only observed in force.

**11. Other conflicts.** A denied claim conflicts with each stated claim of the
same thing (same id, kind, status, channel) unless that refers to later days;
alone it yields nothing. Counts conflict if city, ``of`` and date agree and the
numbers cannot: dates agree if they can be the same day and are not vaguer than
a year; "14 besides Porto" is 15. Events with one id and disjoint days conflict.
What no rule can see is stated in ``contradicts``.

**Periods** hold the same for all days: ``possibly_from``, ``certainly_from``,
``certainly_until``, ``possibly_until``. A run of possible days with several
certain stretches is split so that the unions of possible and of certain days
are exact; a change of side or of ``concluded`` begins a new period too. A channel
has periods of its own only where they differ from those of the whole tie; one
without reads as the whole tie (:meth:`TieReading.periods_on`).

**Memberships** are read in the same way: candidate, then member, until left.

Everything here is a pure function of claims and sources; the order of rows
does not matter. Each tie is read by itself, so the work grows linearly with
the number of claims.
"""

from cityties.reading.activity import (
    ACTIVE_MONTHS,
    QUIET_MONTHS,
    Contacts,
    activity,
)
from cityties.reading.acts import Act, Seen
from cityties.reading.answers import Answer, Answers, answer_to
from cityties.reading.conflicts import Conflict
from cityties.reading.histories import Histories, about_ties, claim_bounds, history_rows
from cityties.reading.identity import CityOf, city_resolver, party_resolver
from cityties.reading.officials import official_rows
from cityties.reading.readings import (
    MembershipPeriod,
    MembershipReading,
    MembershipState,
    Period,
    Readings,
    State,
    TieReading,
    read,
    read_tables,
)
from cityties.reading.rows import (
    conflict_rows,
    count_rows,
    plan_occasions,
    tie_rows,
)
from cityties.vocabulary.codes import CHANNELS, covering

__all__ = [
    "ACTIVE_MONTHS",
    "CHANNELS",
    "QUIET_MONTHS",
    "Act",
    "Answer",
    "Answers",
    "CityOf",
    "Conflict",
    "Contacts",
    "Histories",
    "MembershipPeriod",
    "MembershipReading",
    "MembershipState",
    "Period",
    "Readings",
    "Seen",
    "State",
    "TieReading",
    "about_ties",
    "activity",
    "answer_to",
    "city_resolver",
    "claim_bounds",
    "conflict_rows",
    "count_rows",
    "covering",
    "history_rows",
    "official_rows",
    "party_resolver",
    "plan_occasions",
    "read",
    "read_tables",
    "tie_rows",
]

r"""From claims to readings: what was true on a day, as known by a day.

Sources say things; what follows from them is derived here, by these rules and
nothing else. This text is their specification. A *reading* of tie T, channel C,
on day D, known by day K (default: everything) is made so:

**Identity.** A tie is a set of parties and a kind of agreement, written in its
id (``tie/freiburg+isfahan/sister_city``).

- *Bodies.* A municipality, a city council, their posts and the holders of
  these count as their city; a chamber of commerce does not.
- *Broader claims.* A claim about the broader ``agreement`` joins the only
  narrower tie of the same parties; with none, or with several, it stands alone.
  A narrower tie exists for this once a change or a state of it is stated or
  implied: a plan ("will be sister cities") must not make a sister city of "an
  agreement was signed".
- *All contact.* A break, a resumption or an end of kind ``agreement`` is about
  contact as a whole. It applies to every tie of these parties, and to every
  pair of a pact among them, where that is in force, and does not show that it
  was. Unless one of them certainly was in force just before, whatever happened, it
  stands as a tie of kind agreement too. If it shares an ``act`` with a claim
  about one tie, it is the same act there.
- *Pacts.* Three parties make one tie, which is read pair by pair. What is
  claimed of some of them holds for the pairs inside that part; they have a tie of
  their own only if a rung or a coming into force is claimed of exactly these. One
  side's break or end touches only the pairs with that side.
- *Renewals* make no tie. One that names no tie of the parties renews their only
  tie that can have been in force by then.
- A memorandum that becomes a sister city is two ties; the second *supersedes*
  the first where somebody says so (:meth:`Readings.supersedes`). Nothing else is
  merged.

**1. Known.** Only claims whose source was certainly published by K are used. A
source without a date counts as published by its access date. Claims that
are only possibly published by K are counted as ``withheld``.

**2. What gives a status.** Only claims of type *tie* (for memberships:
*membership*) that are stated or implied. Hedged, denied and opinion claims are
set aside, with the reason (:attr:`Readings.set_aside`). A *plan* to reach a rung,
to come into force or to resume gives ``announced`` from its source's publication
on, nothing more; each plan is an act of its own, so that repeating it is not a
disagreement. A plan to suspend or end gives nothing. A change dated after its
source came out is a plan. A plan under a condition is a plan like any other: the
condition is shown with it, and no rule concludes that it was met.

**3. Bounds.** A claim is of one day between two bounds, the last of which is not
after the publication of its source. A *change* without a date came at the
latest by publication. A *state* says that the change to its status came at the
latest on the day it was seen (empty: publication): its earliest bound is open.
A state undoes neither a break nor an end that is claimed: a list of 2007 does not
thaw a freeze of 2005. An end by a list's word (basis ``list``) has the bounds that the list
gives, also after its publication: "2024" in a list of May 2024 is over when 2024 is. A
state on one channel *in force* shows that the whole tie was. A *change* to in force on
one channel is a resumption there, since an agreement comes into force whole. What
lasted until a day had begun by then.

**4. Acts.** Changes are grouped by status, channel and ``act``, with the states
that cap them. Dates that overlap are one alternative, their intersection;
disjoint dates are several alternatives and a Conflict ("1998" belongs to both
1998-05-29 and 1998-09-18). The bounds of the act run from the first to the last
alternative. Without an ``act``, two changes to one status are two acts where a
certain exit is between them: a second proposal, signature or joining. In the
same way two breaks are separated by a resumption, two ends by a beginning, two
refusals by a new proposal; a change that fits several acts belongs to each
with which its date agrees, or, if there is none, to all.
Decided here: (a) what one side does (proposals, bills, approvals, refusals,
breaks, ends) is an act of that side, so those of two sides are two acts; a claim
that names no side means the only named one. (b) A state joins each act that its
date fits; one that fits none is another date of the act without an id, if there
is one. (c) A break that is seen, without an ``act``, is explained by a claimed
break of its side on the same or a broader channel that certainly was by then,
unless a resumption is between.

**4b. What an act presupposes.** A break or an end presupposes that the tie was in
force just before. Where no beginning is certain, it counts as seen in
force, since a day that nobody knows. A second break by one side on one channel
with another ``act`` presupposes a resumption: between the two ``suspended``,
possible, or in force; the day of the first break still reads suspended. A
resumption comes after a break that it can be of; if none is claimed, it is
set aside. Orders in which an act lacks what it presupposes are not tried. If no
order is left, nothing is presupposed of this tie, and ``check`` says so
(:attr:`History.consistent`).

**5. Happened.** An act certainly happened by D if its latest bound is not after D,
possibly if its earliest is not.

**6. Whole tie.** The rungs are announced 1, proposed 2, negotiating 3,
drafted 4, submitted 5, approved 6, in_force 7. The highest rung reached counts;
rungs may be skipped; a lower one never replaces a higher one. An exit replaces
what was before it: declined, refused and withdrawn only what is below
in_force; superseded, expired and ended everything. After an exit a new change
or plan counts again. A renewal is word that the tie is in force, and from it on
only its own term holds. What is seen in force after its *term* had run out is in
force from then on; between the two it reads ``expired``, possible, or in force.
A break told after a term says the same. What a signature or renewal in between
explains does not. An end that is claimed is undone by a new signature or a renewal
only.

**7. Channel, side by side.** If the tie is in force, each side's last break or
resumption on C or a broader channel counts: ``all`` holds ``official`` (with
``political`` and ``administrative``), ``civic``, ``economic``, ``academic``,
``cultural``. One side's break suffices; ``side`` names those that broke. One side's
resumption lifts what that side broke; one of no side, or of both, lifts all. A
signature or a renewal stands for both sides and lifts the breaks before it. The
``until`` of a break is a resumption of its side the day after. One side suspended
and the other broke: suspended. A break of unsaid side is, as far as anybody knows,
either side's or both's, and ``side`` is empty. A break that is seen, or claimed
without a day, still lasted when its source came out: what would have lifted it and
certainly was by then came before it.

**8. All combinations** of possible acts, and of their order where it is open,
are tried (how: :mod:`cityties.reading.worlds`). One result is ``certain``.
Otherwise ``possible``: ``status`` is what follows from the sure acts, each on its
last day, or if that is nothing the highest possible rung (breaks and exits are
no rungs); ``alternatives`` has the others ("nothing yet" is not listed). Where
the sure acts cannot all have been on their last days, any of the results may be
the one that is shown first.

**9. Ends.** Nothing ends by itself. A stated ``until`` gives ``expired`` (for a
break: ``resumed``) on the day after it, since the last day still counts; unless
another agreement was signed in between. Where a claim states only for how long
(``duration``), the last day is the length after ``when``, with the bounds of that; a
length without a beginning, or of a *state*, ends nothing. Of a state, ``until`` ends
only what was over before its source was published: "until now" is not an end. A term that ends
before it begins ends nothing. ``last_attested`` shows how old the newest word is.

**10. Concluded** is ``signed`` if a change to in_force is claimed by more than the
year that a list gives, ``attested`` if the tie was only observed in force.

**11. Doubt and conflicts.** What is based on doubtful sources alone may never have
been: it reads ``possible``, and so does the term that only they state. So does a
signature that one of its own parties denies, on dates that agree. A denied claim
conflicts with each stated claim of the same thing (same id, kind, status,
channel) unless that refers to later days; alone it yields nothing. A state below
in_force, or a change to proposed or negotiating, when the tie certainly was in
force is a Conflict of *stage*; so is in_force observed when it certainly had
ended. Two changes of one day under two kinds are a Conflict of *kind*. Counts
conflict if city, ``of`` and date agree and the numbers cannot: dates agree if they
can be the same day and are not vaguer than a year; "14 besides Porto" is 15, and "10
to 12" is any of the three.
Events with one id and disjoint days conflict, and one both held and cancelled.
What no rule can see is stated in ``contradicts``. A start and a certainly earlier end of one
source, both by a list's word, of which one contradicts the other, are one line that cannot be
right: neither gives a status (:mod:`cityties.reading.torn`).

**12. Answers.** A proposal is answered by a reply that names it and by any later
step that the other side took, or both; a request or an invitation also by its being
accepted. A later reply that names nothing else is a ``possible`` answer
(:mod:`cityties.reading.answers`).

**13. Nothing disappears.** Every claim is read, or shown with the reason why not
(:mod:`cityties.reading.account`).

**Periods** hold the same for all days: ``possibly_from``, ``certainly_from``,
``certainly_until``, ``possibly_until``. A run of possible days with several
certain stretches is split so that the unions of possible and of certain days
are exact; a change of side or of ``concluded`` begins a new period too. A channel
has periods of its own only where they differ from those of the whole tie; one
without reads as the whole tie (:meth:`TieReading.periods_on`).

**Memberships** are read in the same way: candidate, then member, until left;
nothing is presupposed there, and a plan gives nothing. A network can be a member of
another as a whole; it is never taken for a city.

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
    claimed_rows,
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
    "claimed_rows",
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

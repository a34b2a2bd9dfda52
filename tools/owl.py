"""Ask the OWL API and HermiT what they think of the ontology.

    python tools/owl.py [--data]

Prints, and fails on any of them:

- violations of OWL 2 DL, by the OWL API's profile checker, in each file by itself;
- whether everything together, with the examples, is consistent, and which class can have no
  instances (HermiT);
- which of the sentences in ``ontology/never/`` follow (the closure under the rules of OWL RL).

With ``--data`` the shipped data are reasoned about as well, in a minute or two. Days, durations
(``xsd:date``, ``xsd:duration``) and EDTF are no datatypes of OWL 2, so HermiT reads a copy in
which they are plain texts without a range; the pattern of EDTF is tested in
``tests/model/test_dates.py``.

Java, JPype and the jars of ``tools/owl-jars.txt`` must be there; ``make owl`` installs the
last two.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rdflib
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS, XSD

ROOT = Path(__file__).resolve().parents[1]
FILES = tuple(ROOT / "ontology" / name for name in ("cityties.ttl", "codes.ttl", "alignments.ttl"))
EXAMPLES = ROOT / "ontology" / "examples"
NEVER = ROOT / "ontology" / "never"
EDTF = rdflib.URIRef("http://id.loc.gov/datatypes/edtf/EDTF")
# Datatypes that OWL 2 does not have, besides those of the foreign notations.
UNKNOWN_TO_OWL = (XSD.date, XSD.duration, EDTF)
INSTALL_JAVA = "apt-get install openjdk-17-jre-headless"


class MissingToolError(Exception):
    """Something that the reasoner needs is not installed; the text says how to get it."""


@dataclass(frozen=True)
class Checked:
    """What the profile checker said of one file."""

    axioms: int
    violations: tuple[str, ...]


@dataclass(frozen=True)
class Reasoned:
    """What HermiT said of several files together."""

    axioms: int
    consistent: bool
    unsatisfiable: tuple[str, ...]


@dataclass(frozen=True)
class Sentence:
    """A sentence that must not follow: its name, its words and the query that asks for it."""

    name: str
    words: str
    reason: str
    query: str


def missing() -> str:
    """What is not installed, with the line that installs it; or ""."""
    if not shutil.which("java"):
        return f"java is not installed; install it with: {INSTALL_JAVA}"
    try:
        import jpype  # noqa: F401
    except ImportError:
        return "jpype is not installed; install it with: make owl"
    if not jars():
        return "the jars of the OWL API are not installed; install them with: make owl"
    return ""


def jars() -> list[str]:
    """The jars in the folder that ``make owl`` fills."""
    return sorted(map(str, (Path(sys.prefix) / "owl" / "mowl" / "lib").glob("*.jar")))


def start() -> None:
    """Start Java, once for a process."""
    if said := missing():
        raise MissingToolError(said)
    import jpype
    import jpype.imports

    if not jpype.isJVMStarted():
        quiet = "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"
        jpype.startJVM("-Xmx2g", quiet, classpath=jars(), convertStrings=True)


def _loaded(path: Path) -> Any:
    from java.io import File
    from org.semanticweb.owlapi.apibinding import OWLManager

    manager = OWLManager.createOWLOntologyManager()
    return manager.loadOntologyFromOntologyDocument(File(str(path)))


def profile(path: Path) -> Checked:
    """The violations of OWL 2 DL in one file."""
    start()
    from org.semanticweb.owlapi.profiles import OWL2DLProfile

    ontology = _loaded(path)
    report = OWL2DLProfile().checkOntology(ontology)
    said = sorted(str(violation) for violation in report.getViolations())
    return Checked(int(ontology.getAxiomCount()), tuple(said))


def merged(paths: Iterable[Path]) -> rdflib.Graph:
    """Several files as one graph."""
    graph = rdflib.Graph()
    for path in paths:
        graph.parse(path)
    return graph


def for_hermit(graph: rdflib.Graph) -> rdflib.Graph:
    """A copy in which days and EDTF are texts, and no property has them as its range."""
    copy = rdflib.Graph()
    dropped: set[rdflib.term.Node] = set(UNKNOWN_TO_OWL)
    for datatype in UNKNOWN_TO_OWL:
        for definition in graph.objects(datatype, OWL.equivalentClass):
            dropped.add(definition)
            for facets in graph.objects(definition, OWL.withRestrictions):
                dropped |= {facets, *Collection(graph, facets)}
    for subject, predicate, thing in graph:
        if subject in dropped or (predicate == RDFS.range and thing in UNKNOWN_TO_OWL):
            continue
        if predicate in (OWL.versionIRI, OWL.priorVersion) or thing == OWL.Ontology:
            continue  # one ontology has one header: the copy has none
        value = thing
        if (
            isinstance(value, rdflib.Literal)
            and value.datatype is not None
            and (value.datatype in UNKNOWN_TO_OWL or not str(value.datatype).startswith(str(XSD)))
            and value.datatype != RDF.langString
        ):
            value = rdflib.Literal(str(value))
        copy.add((subject, predicate, value))
    return copy


def reason(graph: rdflib.Graph, *, classes: bool = True) -> Reasoned:
    """Whether a graph is consistent, and which classes can have no instances.

    Without ``classes`` only the first: each class takes another pass over all data, and what
    a class can have does not depend on the data.
    """
    start()
    from org.semanticweb.HermiT import ReasonerFactory

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "copy.ttl"
        for_hermit(graph).serialize(path, "turtle")
        ontology = _loaded(path)
    reasoner = ReasonerFactory().createReasoner(ontology)
    consistent = bool(reasoner.isConsistent())
    found: list[str] = []
    if consistent and classes:
        nothing = reasoner.getUnsatisfiableClasses().getEntitiesMinusBottom()
        found = sorted(str(one.getIRI()) for one in nothing)
    reasoner.dispose()
    return Reasoned(int(ontology.getAxiomCount()), consistent, tuple(found))


def sentences() -> list[Sentence]:
    """The sentences that must not follow."""
    found = []
    for path in sorted(NEVER.glob("*.rq")):
        text = path.read_text("utf-8")
        head = re.match(r"# (?P<words>.+)\n# It must not follow: (?P<reason>.+)\n", text)
        if head is None:
            raise ValueError(f"{path.name}: its first two lines do not say the sentence and why")
        found.append(Sentence(path.stem, head["words"], head["reason"], text))
    return found


def closure(graph: rdflib.Graph) -> rdflib.Graph:
    """All that follows by the rules of OWL RL, given other vocabularies and some made-up facts.

    Texts are left out: nothing follows from them, and they are most of the work.
    """
    import owlrl

    whole = rdflib.Graph()
    for source in (graph, merged([NEVER / "given.ttl"])):
        for triple in source:
            value = triple[2]
            text = isinstance(value, rdflib.Literal) and value.datatype in (None, XSD.string, EDTF)
            if not text and triple[0] != EDTF:
                whole.add(triple)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(whole)
    return whole


def following(closed: rdflib.Graph) -> list[Sentence]:
    """The sentences that follow although they must not."""
    return [one for one in sentences() if closed.query(one.query).askAnswer]


def shipped_data() -> rdflib.Graph:
    """The graph that is built from the shipped tables, all its named graphs together."""
    from cityties.store.build import open_or_build

    graph = rdflib.Graph()
    triples = {str(quad.triple) + " ." for quad in open_or_build().quads}
    graph.parse(data="\n".join(sorted(triples)), format="nt")
    return graph


def main(words: list[str]) -> int:
    """Print what is found; 1 if anything is wrong, or if nothing was looked at."""
    wrong = 0
    for path in FILES:
        checked = profile(path)
        found = len(checked.violations)
        print(f"{path.name}: {checked.axioms} axioms, {found} violations of OWL 2 DL")
        print(*(f"  {violation}\n" for violation in checked.violations), sep="", end="")
        wrong += found + (checked.axioms == 0)
    # The examples are excerpts with values of their own: they are not true together with the data.
    examples = merged([*FILES, *sorted(EXAMPLES.glob("*.ttl"))])
    wrong += _together("ontology and examples", examples, classes=True)
    if "--data" in words:
        wrong += _together("ontology and data", merged(FILES) + shipped_data(), classes=False)
    return int(wrong > 0)


def _together(name: str, graph: rdflib.Graph, *, classes: bool) -> int:
    """Reason about several files together; how much is wrong."""
    began = time.monotonic()
    reasoned = reason(graph, classes=classes)
    said = "consistent" if reasoned.consistent else "INCONSISTENT"
    if classes:
        said += f", {len(reasoned.unsatisfiable)} classes that can have no instances"
    print(
        f"HermiT, {name}: {reasoned.axioms} axioms (a copy without the ranges xsd:date, "
        f"xsd:duration and edtf:EDTF), {said}, {time.monotonic() - began:.1f} s",
        flush=True,
    )
    print(*(f"  {one}\n" for one in reasoned.unsatisfiable), sep="", end="")
    began = time.monotonic()
    closed = closure(graph)
    followed = following(closed)
    asked = len(sentences())
    print(
        f"closure, {name}: {len(closed)} triples, {asked} sentences that must not follow, "
        f"{len(followed)} follow, {time.monotonic() - began:.1f} s",
        flush=True,
    )
    print(*(f"  {one.name}: {one.words}\n" for one in followed), sep="", end="")
    nothing = (reasoned.axioms == 0) + (asked == 0)
    return (not reasoned.consistent) + len(reasoned.unsatisfiable) + len(followed) + nothing


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except MissingToolError as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None

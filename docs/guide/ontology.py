"""The reference of the ontology, one page a term, from the Turtle files and in two languages.

Nothing is written by hand but the words in `WORDS`: labels, definitions, notes and
examples are those of the ontology.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from guide.diagrams import Edge, ladder, model, neighbourhood

CT = Namespace("https://w3id.org/cityties/def/")
CODE = Namespace("https://w3id.org/cityties/code/")
SCHEME = "https://w3id.org/cityties/code/scheme/"
SCHEMA = Namespace("https://schema.org/")
VANN = Namespace("http://purl.org/vocab/vann/")
DCTERMS = Namespace("http://purl.org/dc/terms/")

FOLDERS = {
    OWL.Class: "class",
    OWL.ObjectProperty: "property",
    OWL.DatatypeProperty: "property",
    OWL.AnnotationProperty: "property",
    RDFS.Datatype: "datatype",
    SKOS.Concept: "code",
    SKOS.ConceptScheme: "scheme",
}
MATCHES = {
    RDFS.subClassOf: "⊑",
    RDFS.subPropertyOf: "⊑",
    OWL.equivalentClass: "≡",
    OWL.equivalentProperty: "≡",
    SKOS.exactMatch: "=",
    SKOS.closeMatch: "≈",
    SKOS.relatedMatch: "~",
    RDFS.seeAlso: "→",
    SKOS.broadMatch: "<",
    SKOS.narrowMatch: ">",
}
SECTIONS_FA = {
    "Places": "مکان‌ها",
    "Organizations": "سازمان‌ها",
    "People and posts": "اشخاص و سمت‌ها",
    "Sources": "منابع",
    "Ties, events, memberships": "پیوندها، رویدادها، عضویت‌ها",
    "Claims": "ادعاها",
    "Approval rules": "قاعده‌های تأیید",
    "Readings": "خوانش‌ها",
    "Concepts of the code lists": "مفهوم‌های فهرست‌های کد",
    "Datatypes of foreign notations": "نوع‌های دادهٔ کدهای نظام‌های دیگر",
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "ontology": "Ontology",
        "codes": "Code lists",
        "class": "class",
        "property": "property",
        "datatype": "datatype",
        "code": "code",
        "scheme": "code list",
        "term": "term",
        "label": "label",
        "definition": "definition",
        "address": "Address",
        "sort": "Sort",
        "in": "In",
        "other": "In Persian",
        "broader": "Broader",
        "narrower": "Narrower",
        "domain": "Of",
        "range": "Value",
        "one": "at most one value",
        "exactly": "exactly {n}",
        "least": "at least {n}",
        "properties": "Its properties",
        "used": "Points to it",
        "example": "Example",
        "matches": "In other vocabularies",
        "may_follow": "May follow",
        "followed": "May be followed by",
        "applies": "Applies to",
        "rung": "Rung",
        "directed": "Directed: from an actor to a target",
        "undirected": "Undirected: the parties are equal",
        "computed": "Computed, never entered: tables that contain it are refused",
        "questions": "Named questions that use it",
        "inherited": "of",
        "version": "Version",
        "licence": "Licence",
        "life": "The life of a tie",
        "exits": "exits",
        "breaks": "breaks",
        "how": "How it hangs together",
        "legend": "⊑ narrower than, ≈ close to, ~ related to, = the same as",
        "not_read": "",
        "back": "All terms",
    },
    "fa": {
        "ontology": "هستان‌نگاری",
        "codes": "فهرست‌های کد",
        "class": "رده",
        "property": "ویژگی",
        "datatype": "نوع داده",
        "code": "کد",
        "scheme": "فهرست کد",
        "term": "اصطلاح",
        "label": "برچسب",
        "definition": "تعریف",
        "address": "نشانی",
        "sort": "نوع",
        "in": "در",
        "other": "به انگلیسی",
        "broader": "عام‌تر",
        "narrower": "خاص‌تر",
        "domain": "از آنِ",
        "range": "مقدار",
        "one": "حداکثر یک مقدار",
        "exactly": "دقیقاً {n}",
        "least": "دست‌کم {n}",
        "properties": "ویژگی‌ها",
        "used": "آنچه به آن اشاره می‌کند",
        "example": "نمونه",
        "matches": "در واژگان‌های دیگر",
        "may_follow": "پس از این‌ها می‌آید",
        "followed": "پس از آن این‌ها می‌آیند",
        "applies": "برای",
        "rung": "شمارهٔ مرحله",
        "directed": "جهت‌دار: کننده و گیرنده مشخص است",
        "undirected": "بی‌جهت: طرف‌ها برابرند",
        "computed": "همیشه محاسبه می‌شود: جدولی که آن را در خود داشته باشد پذیرفته نمی‌شود",
        "questions": "پرسش‌های نام‌داری که آن را به کار می‌برند",
        "inherited": "از",
        "version": "نسخه",
        "licence": "مجوز",
        "life": "روند یک پیوند",
        "exits": "خروج‌ها",
        "breaks": "قطع رابطه‌ها",
        "how": "ارتباط اجزا با یکدیگر",
        "legend": "⊑ خاص‌تر از، ≈ نزدیک به، ~ مرتبط با، = همان",
        "not_read": "متن فارسی را هنوز گویشوری بومی نخوانده است.",
        "back": "همهٔ اصطلاح‌ها",
    },
}


class Ontology:
    """The ontology as pages.

    Parameters
    ----------
    folder : where the Turtle files and the named questions are
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.graph = Graph()
        for name in ("cityties", "codes"):
            self.graph.parse(folder / f"{name}.ttl")
        self.alignments = Graph().parse(folder / "alignments.ttl")
        self.graph.namespace_manager.bind("scheme", SCHEME)

    # --- what there is ---------------------------------------------------------------------

    @cached_property
    def terms(self) -> Mapping[URIRef, str]:
        """Our terms and the folder of their page, in the order of the address."""
        found: dict[URIRef, str] = {}
        for kind, folder in FOLDERS.items():
            for term in self.graph.subjects(RDF.type, kind):
                ours = isinstance(term, URIRef) and str(term).startswith((CT, CODE))
                if ours and isinstance(term, URIRef):
                    found.setdefault(term, folder)
        return dict(sorted(found.items()))

    @cached_property
    def sections(self) -> list[tuple[str, str, list[URIRef]]]:
        """The ruled sections of the ontology: title, what it says, terms in their order."""
        found = []
        text = (self.folder / "cityties.ttl").read_text(encoding="utf-8")
        pattern = r"^#{60,}\n((?:# ?[^#\n]*\n)+)#{60,}\n(.*?)(?=^#{60,}|\Z)"
        for head, body in re.findall(pattern, text, re.MULTILINE | re.DOTALL):
            title, *more = [line.lstrip("# ").strip() for line in head.splitlines()]
            names = re.findall(r"^ct:(\w+) a ", body, re.MULTILINE)
            if names:
                found.append((title, " ".join(more).strip(), [CT[name] for name in names]))
        return found

    def path(self, term: Node) -> str:
        """The page of a term below the folder of the ontology."""
        assert isinstance(term, URIRef)
        return f"{self.terms[term]}/{re.split('[/#]', str(term))[-1]}.md"

    def curie(self, term: Node) -> str:
        """The short form of an address."""
        return self.graph.namespace_manager.normalizeUri(str(term)).strip("<>")

    # --- texts -----------------------------------------------------------------------------

    def text(self, term: Node, predicate: URIRef, lang: str) -> str:
        """A text of a term in a language, or one without a language."""
        texts = {
            value.language: str(value)
            for value in self.graph.objects(term, predicate)
            if isinstance(value, Literal)
        }
        return texts.get(lang) or texts.get(None) or ""

    def label(self, term: Node, lang: str) -> str:
        """The name of a term in a language; its short address if it has none."""
        for predicate in (SKOS.prefLabel, RDFS.label):
            if found := self.text(term, predicate, lang):
                return found
        return self.curie(term)

    def link(self, term: Node, lang: str, depth: str = "../") -> str:
        """A link to a term's page; a foreign term as code."""
        if isinstance(term, URIRef) and term in self.terms:
            return f"[{_plain(self.label(term, lang))}]({depth}{self.path(term)})"
        return f"`{self.curie(term)}`"

    def links(self, terms: Iterable[Node], lang: str) -> str:
        """Links to terms, in the order of their addresses."""
        joint = "، " if lang == "fa" else ", "
        return joint.join(self.link(term, lang) for term in sorted(set(terms), key=str))

    # --- pages -----------------------------------------------------------------------------

    def pages(self, lang: str) -> Iterator[tuple[str, str]]:
        """Every page: its path below the folder of the ontology, and its Markdown.

        Parameters
        ----------
        lang : ``en`` or ``fa``
        """
        yield "index.md", self._index(lang)
        yield "codes.md", self._codes(lang)
        for term in self.terms:
            yield self.path(term), self._page(term, lang)

    def _index(self, lang: str) -> str:
        words = WORDS[lang]
        ontology = URIRef(str(CT))
        parts = [
            f"# {words['ontology']}",
            self.text(ontology, DCTERMS.description, lang),
            f"{words['version']} {self.graph.value(ontology, OWL.versionInfo)} · "
            f"{words['licence']} CC BY 4.0 · `{ontology}`",
            self.text(ontology, SKOS.editorialNote, lang),
            words["not_read"],
            f"## {words['how']}",
            _figure(self._model(lang)),
        ]
        for title, says, terms in self.sections:
            # The section's heading is a comment in English.
            name = title if lang == "en" else SECTIONS_FA.get(title) or self.label(terms[0], lang)
            parts.append(f"## {name}")
            if lang == "en":
                parts.append(says)
            parts.append(self._table(terms, lang, ""))
        return _joined(parts)

    def _codes(self, lang: str) -> str:
        words = WORDS[lang]
        parts = [
            f"# {words['codes']}",
            self.text(URIRef(str(CODE)), DCTERMS.description, lang),
            f"## {words['life']}",
            _figure(self._ladder(lang)),
        ]
        for scheme in (term for term, folder in self.terms.items() if folder == "scheme"):
            parts.append(f"## {self.link(scheme, lang, '')}")
            parts.append(self.text(scheme, SKOS.definition, lang))
            members = sorted(self.graph.subjects(SKOS.inScheme, scheme), key=str)
            parts.append(" · ".join(self.link(member, lang, "") for member in members))
        return _joined(parts)

    def _table(self, terms: Iterable[Node], lang: str, depth: str = "../") -> str:
        words = WORDS[lang]
        rows = [f"| {words['term']} | | {words['definition']} |", "| --- | --- | --- |"]
        rows += [
            f"| `{self.curie(term)}` | {self.link(term, lang, depth)} "
            f"| {_plain(self.text(term, SKOS.definition, lang))} |"
            for term in terms
        ]
        return "\n".join(rows) if len(rows) > 2 else ""

    def _page(self, term: URIRef, lang: str) -> str:
        words = WORDS[lang]
        folder = self.terms[term]
        parts = [
            f"# {_plain(self.label(term, lang))}",
            f"`{self.curie(term)}`",
            _sentence(self.text(term, SKOS.definition, lang)),
            _sentence(self.text(term, SKOS.scopeNote, lang)),
            _sentence(self.text(term, VANN.usageNote, lang)),
            _sentence(self.text(term, SKOS.editorialNote, lang)),
            self._facts(term, lang),
        ]
        if folder == "class":
            parts.append(self._class_parts(term, lang))
        if folder == "scheme":
            parts.append(self._tree(term, lang))
        if example := self.text(term, SKOS.example, lang):
            parts += [f"## {words['example']}", f"```turtle\n{example}\n```"]
        if questions := self._questions(term):
            listed = ", ".join(f"`{name}`" for name in questions)
            parts += [f"## {words['questions']}", listed]
        if matches := self._matches(term):
            parts += [f"## {words['matches']}", matches, f"<small>{words['legend']}</small>"]
        target = "../index.md" if folder in {"class", "property", "datatype"} else "../codes.md"
        parts.append(f"[{words['back']}]({target})")
        return _joined(parts)

    def _facts(self, term: URIRef, lang: str) -> str:
        words, graph = WORDS[lang], self.graph
        other = "fa" if lang == "en" else "en"
        rows: list[tuple[str, str]] = [
            (words["address"], f"`{term}`"),
            (words["sort"], words[self.terms[term]]),
            (words["other"], _plain(self.label(term, other))),
            (words["in"], self.links(graph.objects(term, SKOS.inScheme), lang)),
            (
                words["broader"],
                self.links(
                    (
                        above
                        for above in (
                            *graph.objects(term, RDFS.subClassOf),
                            *graph.objects(term, RDFS.subPropertyOf),
                            *graph.objects(term, SKOS.broader),
                        )
                        if isinstance(above, URIRef)
                    ),
                    lang,
                ),
            ),
            (
                words["narrower"],
                self.links(
                    (
                        *graph.subjects(RDFS.subClassOf, term),
                        *graph.subjects(RDFS.subPropertyOf, term),
                        *graph.subjects(SKOS.broader, term),
                    ),
                    lang,
                ),
            ),
            (words["domain"], self.links(self._ends(term, RDFS.domain), lang)),
            (words["range"], self.links(self._ends(term, RDFS.range), lang)),
            (words["may_follow"], self.links(graph.objects(term, CT.mayFollow), lang)),
            (words["followed"], self.links(graph.subjects(CT.mayFollow, term), lang)),
            (words["applies"], self.links(graph.objects(term, CT.appliesTo), lang)),
            (words["rung"], str(graph.value(term, CT.rung) or "")),
        ]
        if (term, RDF.type, OWL.FunctionalProperty) in graph:
            rows.append(("", words["one"]))
        for predicate, yes, no in (
            (CT.directed, "directed", "undirected"),
            (CT.computed, "computed", ""),
        ):
            value = graph.value(term, predicate)
            if isinstance(value, Literal) and (word := yes if value.toPython() else no):
                rows.append(("", words[word]))
        first, *others = [f"| {name} | {value} |" for name, value in rows if value]
        return "\n".join([first, "| --- | --- |", *others])

    def _ends(self, term: Node, end: URIRef) -> Iterator[Node]:
        """The classes at one end of a property, unions and schema.org's looser words included."""
        loose = SCHEMA.domainIncludes if end == RDFS.domain else SCHEMA.rangeIncludes
        yield from self.graph.objects(term, loose)
        for value in self.graph.objects(term, end):
            union = self.graph.value(value, OWL.unionOf)
            scheme = self.graph.value(value, OWL.hasValue)  # its values are the codes of a list
            if union is not None:
                yield from Collection(self.graph, union)
            elif scheme is not None:
                yield scheme
            elif isinstance(value, URIRef):
                yield value

    @cached_property
    def _by_end(self) -> Mapping[URIRef, Mapping[Node, list[URIRef]]]:
        found: dict[URIRef, dict[Node, list[URIRef]]] = {
            end: defaultdict(list) for end in (RDFS.domain, RDFS.range)
        }
        for term, folder in self.terms.items():
            if folder == "property":
                for end, by_class in found.items():
                    for cls in self._ends(term, end):
                        by_class[cls].append(term)
        return found

    def _class_parts(self, term: URIRef, lang: str) -> str:
        words = WORDS[lang]
        own = self._by_end[RDFS.domain].get(term, [])
        pointing = [one for one in self._by_end[RDFS.range].get(term, []) if term != SKOS.Concept]
        outgoing = [
            edge for one in own if (edge := self._edge(one, set(self._ends(one, RDFS.range)), lang))
        ]
        incoming = [
            edge
            for one in pointing
            if (edge := self._edge(one, set(self._ends(one, RDFS.domain)) - {term}, lang))
        ]
        parts = []
        if incoming or outgoing:
            drawing = neighbourhood(self.label(term, lang), incoming[:14], outgoing[:14])
            parts.append(_figure(drawing))
        if own:
            rows = [f"| {words['property']} | {words['range']} | {words['definition']} |"]
            rows.append("| --- | --- | --- |")
            for one in own:
                ends = self.links(self._ends(one, RDFS.range), lang)
                bound = self._bound(term, one, lang)
                definition = _plain(self.text(one, SKOS.definition, lang))
                cell = f"{ends}<br><small>{bound}</small>" if bound else ends
                rows.append(f"| {self.link(one, lang)} | {cell} | {definition} |")
            parts += [f"## {words['properties']}", "\n".join(rows)]
        if pointing:
            parts += [f"## {words['used']}", self._table(pointing, lang)]
        return "\n\n".join(parts)

    def _bound(self, cls: URIRef, prop: URIRef, lang: str) -> str:
        """How many values a class demands of a property."""
        words = WORDS[lang]
        for above in self.graph.objects(cls, RDFS.subClassOf):
            if self.graph.value(above, OWL.onProperty) == prop:
                for predicate, word in (
                    (OWL.cardinality, "exactly"),
                    (OWL.minCardinality, "least"),
                ):
                    if (number := self.graph.value(above, predicate)) is not None:
                        return words[word].format(n=number)
        return ""

    def _tree(self, scheme: URIRef, lang: str) -> str:
        """The concepts of a list, narrower ones indented under broader ones."""
        members = set(self.graph.subjects(SKOS.inScheme, scheme))

        def lines(term: Node, depth: int) -> Iterator[str]:
            definition = self.text(term, SKOS.definition, lang)
            code = self.curie(term).removeprefix("code:")
            yield "    " * depth + f"- {self.link(term, lang)} `{code}`: {_plain(definition)}"
            for below in sorted(self.graph.subjects(SKOS.broader, term), key=str):
                if below in members:
                    yield from lines(below, depth + 1)

        tops = [one for one in sorted(members, key=str) if not members & set(self._above(one))]
        return "\n".join(line for top in tops for line in lines(top, 0))

    def _above(self, term: Node) -> Iterator[Node]:
        return self.graph.objects(term, SKOS.broader)

    def _matches(self, term: URIRef) -> str:
        found = [
            f"- {MATCHES[predicate]} `{self.alignments.namespace_manager.normalizeUri(str(value))}`"
            for predicate, value in self.alignments.predicate_objects(term)
            if isinstance(predicate, URIRef) and predicate in MATCHES and isinstance(value, URIRef)
        ]
        return "\n".join(sorted(found))

    @cached_property
    def _question_texts(self) -> Mapping[str, str]:
        return {
            file.stem: "\n".join(
                line
                for line in file.read_text(encoding="utf-8").splitlines()
                if not line.startswith("#")
            )
            for file in sorted((self.folder / "queries").glob("*.rq"))
        }

    def _questions(self, term: URIRef) -> list[str]:
        name = re.compile(re.escape(self.curie(term)) + r"(?!\w)")
        return [question for question, text in self._question_texts.items() if name.search(text)]

    # --- drawings --------------------------------------------------------------------------

    def _edge(self, prop: URIRef, ends: set[Node], lang: str) -> Edge | None:
        """A property with the first of the classes at its other end; dots stand for more."""
        ours = sorted((end for end in ends if end in self.terms), key=str)
        if not ours:
            return None
        more = " …" if len(ours) > 1 else ""
        return Edge(self._short(prop), self.label(ours[0], lang) + more, self._href(ours[0]))

    def _short(self, term: Node) -> str:
        return self.curie(term).removeprefix("ct:")

    def _href(self, term: Node) -> str:
        return "../" + self.path(term).removesuffix(".md") + ".html" if term in self.terms else ""

    def _model(self, lang: str) -> str:
        classes = ("Source", "Claim", "Tie", "Event", "City", "TieState", "Conflict")
        properties = ("source", "about", "party", "basedOn", "stateOf", "betweenClaim")
        return model(
            {name: self.label(CT[name], lang) for name in classes},
            {name: self.path(CT[name]).removesuffix(".md") + ".html" for name in classes},
            {name: name for name in properties},
            WORDS[lang]["how"],
        )

    def _ladder(self, lang: str) -> str:
        words = WORDS[lang]
        rungs = sorted((int(str(rung)), term) for term, rung in self.graph.subject_objects(CT.rung))
        exits = ("declined", "refused", "withdrawn", "superseded", "expired", "ended")
        breaks = ("suspended", "resumed", "broken")
        return ladder(
            [self.label(term, lang) for _rung, term in rungs],
            [
                (words["exits"], [self.label(CODE[code], lang) for code in exits]),
                (words["breaks"], [self.label(CODE[code], lang) for code in breaks]),
            ],
            words["life"],
        )


def _figure(svg: str) -> str:
    return f"<figure>{svg}</figure>"


def _plain(text: str) -> str:
    """A text that Markdown does not read as a mark-up or a table."""
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


def _sentence(text: str) -> str:
    if not text:
        return ""
    text = _plain(text[0].upper() + text[1:])
    return text if text.endswith((".", "؛", "!", "?", "؟")) else text + "."


def _joined(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"

"""A graph as a folder of pages: what ``cityties site`` writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cityties.errors import UsageError
from cityties.language.messages import _, in_language, in_languages, languages, together
from cityties.model.calendars import in_calendars
from cityties.model.rights import duties
from cityties.site.folder import feeds, lookup, target
from cityties.site.folder.facts import as_script, dataset_facts, page_facts
from cityties.site.folder.plan import Plan, in_language_path, links_from, shared_key
from cityties.site.folder.releases import Release, release_now, releases_of
from cityties.site.kinds import kinds_words
from cityties.site.pages import Pages
from cityties.site.parts import Fact, Link
from cityties.site.render import ASSETS, FOLDED, asset, render
from cityties.site.texts import site_texts
from cityties.words.bounds import date_words
from cityties.words.phrases import counted, number
from cityties.words.rights import duty_words, part_words

if TYPE_CHECKING:
    from cityties.api.graph import CityGraph
    from cityties.snapshot.diff import Diff
    from cityties.snapshot.story import Words
    from cityties.store.build import Progress

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'"
)
"""What a page may do: run the scripts and show the style of the site, and search it."""

BOTH: Final = ("en", "fa")
"""The languages of the shipped data: those of a site where the folder names none."""

_STEPS: Final = 5
_FIRST: Final = 24  # of a list of the start page
_LISTS: Final = (
    "city", "country", "network", "person", "tie", "event", "source", "question", "post",
    "property_or_class", "code", "scheme",
)  # fmt: skip
"""The kinds of things that have a list of their own; all others share one."""
_DOWNLOADS: Final = (
    "ties.csv", "edges.csv", "nodes.csv", "memberships.csv", "conflicts.csv", "ties.graphml",
)  # fmt: skip
"""The files of the release that can be had one by one."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is asked of a site.

    Parameters
    ----------
    on : the day that states are of; the data's own day by default
    since : for a page of what changed since then: the difference, and a function that makes the
        words of it in the language of the messages
    releases : a folder of snapshots, each of which gets a page
    url : address that the site will have; a feed and a sitemap need it
    title : of the site; that of the folder's settings by default
    """

    on: date | None = None
    since: tuple[Diff, Callable[[], Words]] | None = None
    releases: Path | None = None
    url: str = ""
    title: str = ""


class File(NamedTuple):
    """A file that can be downloaded."""

    path: str
    data: bytes
    of: str
    media: str


@dataclass(frozen=True, slots=True)
class Static:
    """What the templates of all pages need besides the page itself."""

    policy: str
    menu: Sequence[tuple[str, str]]
    search: str
    release: str
    title: str
    brand: str = ""
    feed: bool = False
    url: str = ""
    about: str = ""


def write_site(
    graph: CityGraph,
    folder: Path | str,
    settings: Settings | None = None,
    *,
    progress: Progress | None = None,
) -> target.Written:
    """Write a graph as a folder of pages that needs no server.

    In a folder that has a site already, only what changed is written, and only what the site
    wrote itself is replaced or removed.

    Parameters
    ----------
    graph : the graph
    folder : where the site will be: new, empty, or a site
    settings : what is asked
    progress : called with the name of a step, its number and how many there are

    Returns
    -------
    Written
        What was written and removed.

    Raises
    ------
    StoreError
        If the folder has other files, is in use, or a snapshot is damaged.
    NotFoundError
        If its folder does not exist, or a folder of snapshots is none.
    UsageError
        For an address that is none.
    CitytiesError
        If the graph breaks the shapes of the ontology: such a graph is not published.

    Examples
    --------
    >>> import cityties, tempfile
    >>> with tempfile.TemporaryDirectory() as here:  # doctest: +SKIP
    ...     site = write_site(cityties.open(), Path(here) / "site")
    ...     (site.folder / "id" / "isfahan.html").is_file()
    True
    """
    settings = settings or Settings()
    place = Path(folder)
    target.check(place)  # before the work
    site = _Site(graph, replace(settings, url=_address(settings.url)), progress)
    chosen = graph.config.languages or BOTH
    with in_calendars(graph.calendars), in_languages(chosen):
        return target.write(place, site.files())


def _address(url: str) -> str:
    from urllib.parse import urlsplit

    if not url:
        return ""
    try:
        found = urlsplit(url)
        right = found.scheme in ("http", "https") and found.hostname and not found.query
    except ValueError:
        right = False
    if not right or found.fragment:
        raise UsageError(
            _("{url!r} is not the address of a site, such as https://example.org/ties/").format(
                url=url
            )
        )
    return url if url.endswith("/") else url + "/"


@dataclass
class _Site:
    """A site on its way from the graph to its files."""

    graph: CityGraph
    settings: Settings
    tell: Progress | None
    stems: list[str] = field(default_factory=list)

    # --- what everything needs ---

    @cached_property
    def day(self) -> date:
        return self.settings.on or self.graph.built.known_by or self.graph.data_day

    @cached_property
    def pages(self) -> Pages:
        return Pages(self.graph, self.day, many=True)

    @cached_property
    def plan(self) -> Plan:
        return Plan(self.pages)

    @cached_property
    def releases(self) -> list[Release]:
        """The release of the graph as it is, then the others."""
        title = self.settings.title or self.graph.config.title
        now = release_now(self.graph, on=self.settings.on, title=title, tell=None)
        kept = releases_of(self.settings.releases) if self.settings.releases else []
        # The one of the folder names its predecessor. Two of them may hold the same release.
        found: dict[str, Release] = {}
        for one in kept:
            found.setdefault(one.folder, one)
        return [found.pop(now.folder, now), *found.values()]

    @cached_property
    def title(self) -> str:
        return self.settings.title or self.graph.config.title

    def name(self) -> str:
        """The title of the site in the language of the messages."""
        return self.title or _("Ties between cities")

    # --- all files ---

    def files(self) -> Iterator[tuple[str, bytes]]:
        for name in ASSETS:
            yield f"assets/{name}", asset(name)
        downloads = self._at(1, _("downloads"), self._downloads)
        for file in downloads:
            yield file.path, file.data
        yield from self._at(2, _("map"), lambda: list(self._map()))
        total = len(self.plan.own) * len(together())
        made = 0
        for key in self.plan.own:
            if self.tell is not None and made % 50 == 0:
                self.tell(_("pages: {n} of {total}").format(n=made, total=total), 3, _STEPS)
            yield from self._thing(key)
            made += len(together())
        for city, ties in self.plan.shared.items():
            yield from self._shared(city, ties)
        yield from self._at(4, _("search"), lambda: list(self._lookup()))
        yield from self._at(5, _("lists"), lambda: list(self._others(downloads)))

    def _at(self, number: int, name: str, make: Callable[[], Any]) -> Any:
        if self.tell is not None:
            self.tell(name, number, _STEPS)
        return make()

    # --- a page ---

    def _static(self, stem: str, language: str, about: str = "") -> Static:
        texts = site_texts()
        path = in_language_path(stem, language)
        return Static(
            policy=POLICY,
            menu=(
                *([(texts["map"], "map.html")] if self._map_text else []),
                (texts["contents"], in_language_path("contents/index", language)),
                (texts["data"], in_language_path("data/index", language)),
            ),
            search=in_language_path("search", language),
            # Not the page of the release: its address has the id, and would change every page.
            release=in_language_path("data/index", language),
            title=self.name(),
            brand=self.title,
            feed=bool(self.settings.url),
            url=self.settings.url + links_from("x")(path) if self.settings.url else "",
            about=about,
        )

    def _render(
        self, template: str, stem: str, language: str, *, about: str = "", **values: Any
    ) -> tuple[str, bytes]:
        """A page in a language, which is the language of the messages."""
        path = in_language_path(stem, language)

        def place(key: str, tag: str) -> str:
            return self.plan.address(key, tag) if key else in_language_path(stem, tag)

        text = render(
            template, language, links_from(path), place=place,
            static=self._static(stem, language, about), **values,
        )  # fmt: skip
        return path, text.encode()

    def _each(
        self, template: str, stem: str, values: Callable[[], Mapping[str, Any]]
    ) -> Iterator[tuple[str, bytes]]:
        """A page in every language."""
        self.stems.append(stem)
        for language in together():
            with in_language(language):
                yield self._render(template, stem, language, **values())

    def _thing(self, key: str) -> Iterator[tuple[str, bytes]]:
        stem = self.plan.stem(key)
        self.stems.append(stem)
        for language in together():
            page = self.pages.page(key, language)
            with in_language(language):
                page.refers = self._with_pages(page.refers, language)
                about = as_script(page_facts(self.pages, page))
                yield self._render(
                    "thing.html", stem, language, about=about, page=page,
                    rdf={"ttl": f"{stem}.ttl"}, folded=FOLDED, office=(),
                )  # fmt: skip
        yield f"{stem}.ttl", self._turtle([key, *self.plan.guests(key)])

    def _with_pages(self, facts: list[Fact], language: str) -> list[Fact]:
        """What refers to a thing and can be gone to; claims are in its history."""
        made = []
        for fact in facts:
            values = tuple(
                value
                for value in fact.values
                if not value[0].key
                or (
                    self.plan.kinds.get(value[0].key) not in ("claim", "reading")
                    and self.plan.address(value[0].key, language)
                )
            )
            if values:
                made.append(Fact(fact.label, values))
        return made

    def _turtle(self, keys: Sequence[str]) -> bytes:
        import pyoxigraph as ox

        from cityties.vocabulary.terms import PREFIXES

        triples = dict.fromkeys(
            triple for key in keys for triple in self.pages.describe(key).triples()
        )
        publication = self.graph.publication
        if publication is not None:
            quads = publication.quads(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
            triples = dict.fromkeys(quad.triple for quad in quads)
        if any(isinstance(t.subject, ox.BlankNode) or isinstance(t.object, ox.BlankNode)
               for t in triples):  # fmt: skip
            # The labels of blank nodes are chance: the same graph gets the same ones.
            data = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
            data.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
            first = self.pages.describe(keys[0]).iri
            triples = dict.fromkeys(
                quad.triple
                for quad in sorted(
                    data,
                    key=lambda quad: (
                        getattr(quad.subject, "value", "") != first,
                        str(quad.subject), str(quad.predicate), str(quad.object),
                    ),
                )
            )  # fmt: skip
        # The prefixes that are used alone: all of them are longer than most of these files.
        lines = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
        used = {name: iri for name, iri in PREFIXES.items() if f"<{iri}".encode() in lines}
        return ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=used) or b""

    def _shared(self, city: str, ties: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        stem = self.plan.stem(shared_key(city))

        def values() -> dict[str, Any]:
            from cityties.language.messages import language

            pages = [self.pages.page(f"id/{tie}", language()) for tie in ties]
            for page in pages:  # on whose word: the only line below says it
                page.answers = [replace(one, on_word_of=()) for one in page.answers]
            readings = self.pages.sayings.readings.ties
            name = self.pages.names.thing(city)
            return {
                "title": _("{city}: ties that one list alone knows").format(city=name.text),
                "said": counted(
                    "{n} tie: no other source here has it.",
                    "{n} ties: no other source here has them.",
                    len(ties),
                ),
                "city": name,
                "pages": [
                    (tie.removeprefix("tie/"), page) for tie, page in zip(ties, pages, strict=True)
                ],
                "parties": [
                    [self.pages.names.thing(one) for one in readings[tie].parties] for tie in ties
                ],
                "rdf": f"{stem}.ttl",
            }

        yield from self._each("together.html", stem, values)
        yield f"{stem}.ttl", self._turtle([f"id/{tie}" for tie in ties])

    # --- the map and the search ---

    @cached_property
    def _map_text(self) -> str:
        """The interactive page of everything; of the home if that would be too much."""
        for focus in (None, self.graph.home or None):
            try:
                return self.graph.map(focus, on=self.settings.on).text
            except UsageError:  # too large to be used
                if focus is not None:
                    break
        return ""

    def _map(self) -> Iterator[tuple[str, bytes]]:
        if self._map_text:
            yield "map.html", self._map_text.encode()

    def _lookup(self) -> Iterator[tuple[str, bytes]]:
        def values() -> dict[str, Any]:
            from cityties.language.messages import language

            path = in_language_path("", language())
            return {
                "up": "", "ending": path.removesuffix(".html"),
                "contents": in_language_path("contents/index", language()),
            }  # fmt: skip

        yield from self._each("lookup.html", "search", values)
        yield "assets/names.js", lookup.names_script(self.pages, self.plan)
        yield "assets/search.js", lookup.search_script()

    # --- downloads ---

    def _downloads(self) -> list[File]:
        from cityties.export.formats import find_format
        from cityties.snapshot.manifest import media_type

        now = self.releases[0]
        made = [
            File(f"data/{path}", now.files[path], path, media_type(path))
            for path in _DOWNLOADS
            if path in now.files
        ]
        made += [
            File(f"data/{path}", data, path, media_type(path))
            for path, data in now.files.items()
            if path.startswith("tables/")
        ]
        sqlite = find_format("sqlite")
        data = self.graph.export("sqlite", on=self.settings.on)
        made.append(File("data/cityties.sqlite", data, "cityties.sqlite", sqlite.media_type))
        made += [
            File(f"{one.folder}/snapshot.zip", one.packed(), "snapshot.zip", "application/zip")
            for one in self.releases
        ]
        return made

    def _release_script(self) -> bytes:
        about = self.releases[0].about
        from importlib import resources

        content = {"id": about.id, "name": self.releases[0].name, "day": about.on.isoformat()}
        rest = resources.files("cityties.site").joinpath("release.js").read_text("utf-8")
        return f"window.citytiesRelease={as_script(content)};\n{rest}".encode()

    # --- lists, data, releases, changes, start ---

    def _others(self, downloads: list[File]) -> Iterator[tuple[str, bytes]]:
        yield "assets/release.js", self._release_script()
        yield from self._contents()
        yield from self._data(downloads)
        for release in self.releases:
            yield from self._release(release, downloads)
        if self.settings.since is not None:
            yield from self._each("changes.html", "changes", self._changes)
        yield from self._each("home.html", "index", lambda: self._start(downloads))
        if url := self.settings.url:
            with in_language(languages()[0]):
                name = self.name()
            about = self.releases[0].about
            yield (
                "feed.atom",
                feeds.feed(self.pages, self.plan, url=url, title=name, updated=about.issued),
            )
            yield from feeds.sitemaps(self.stems, url=url).items()

    @cached_property
    def _listed(self) -> dict[str, list[str]]:
        """The things by the list that they are in."""
        found: dict[str, list[str]] = {}
        for key in self.plan.own:
            kind = self.plan.kinds[key]
            found.setdefault(kind if kind in _LISTS else "other", []).append(key)
        found.setdefault("tie", []).extend(
            f"id/{tie}" for ties in self.plan.shared.values() for tie in ties
        )
        order = [*_LISTS, "other"]
        return {kind: found[kind] for kind in order if found.get(kind)}

    def _contents(self) -> Iterator[tuple[str, bytes]]:
        for kind, keys in self._listed.items():

            def values(kind: str = kind, keys: list[str] = keys) -> dict[str, Any]:
                links = sorted(Link(self.pages.title(key), key) for key in keys)
                return {
                    "title": kinds_words(kind), "things": links, "number": number(len(keys)),
                }  # fmt: skip

            yield from self._each("contents.html", f"contents/{kind}", values)

        def index() -> dict[str, Any]:
            from cityties.language.messages import language

            parts = [
                (kinds_words(kind), in_language_path(f"contents/{kind}", language()), len(keys))
                for kind, keys in self._listed.items()
            ]
            return {"title": site_texts()["contents"], "parts": parts}

        yield from self._each("everything.html", "contents/index", index)

    def _data(self, downloads: list[File]) -> Iterator[tuple[str, bytes]]:
        def values() -> dict[str, Any]:
            from cityties.language.messages import language

            about = self.releases[0].about
            stem = "data/index"
            links = links_from(in_language_path(stem, language()))
            files = [
                ((self.settings.url + links_from("x")(one.path)) if self.settings.url
                 else links(one.path), one.media, len(one.data))
                for one in downloads
            ]  # fmt: skip
            more = []
            if self.settings.since is not None:
                more.append((in_language_path("changes", language()), self._changes_title()))
            return {
                **self._cited(self.releases[0]),
                "title": _("Data"),
                "facts": [(_("State of"), date_words(self.day.isoformat(), both=True))],
                "tables": [self._file_table(_("Files"), downloads)],
                "releases": [
                    *more,
                    *(
                        (in_language_path(f"{one.folder}/index", language()), one.name)
                        for one in self.releases
                    ),
                ],
                "releases_title": _("Releases"),
                "about": as_script(dataset_facts(about, self.name(), files, together())),
            }

        yield from self._each("data.html", "data/index", values)

    def _file_table(self, heading: str, found: Sequence[File]) -> tuple[str, Any, Any]:
        head = (_("File"), _("What it is"), _("Size"))
        rows = [
            (
                one.path,
                one.path.rpartition("/")[2],
                purpose_words(one.of),
                size_words(len(one.data)),
            )
            for one in found
        ]
        return heading, head, rows

    def _cited(self, release: Release) -> dict[str, Any]:
        from cityties.snapshot.metadata import reference

        rights = release.about.rights
        return {
            "citation": reference(release.about),
            "rights_title": _("Licences of the data, and what follows"),
            "rights": [*map(part_words, rights), *map(duty_words, duties(rights))],
        }

    def _release(self, release: Release, downloads: list[File]) -> Iterator[tuple[str, bytes]]:
        mine = [one for one in downloads if one.path.startswith(release.folder)]

        def values() -> dict[str, Any]:
            about = release.about
            inside = [
                ("", path, purpose_words(path), size_words(len(data)))
                for path, data in sorted(release.files.items())
            ]
            head = (_("File"), _("What it is"), _("Size"))
            known = about.known_by
            return {
                **self._cited(release),
                "title": about.title,
                "facts": [
                    (_("Version"), about.version),
                    (_("Content id"), about.id),
                    (_("Day of the tables"), date_words(about.on.isoformat(), both=True)),
                    (
                        _("Known by"),
                        date_words(known.isoformat(), both=True)
                        if known
                        else _("everything known"),
                    ),
                ],
                "tables": [
                    self._file_table(_("Download"), mine),
                    (_("Files inside"), head, inside),
                ],
                "releases": [],
                "releases_title": "",
            }

        yield from self._each("data.html", f"{release.folder}/index", values)

    def _changes_title(self) -> str:
        assert self.settings.since is not None
        return _("What changed since {side}").format(side=self.settings.since[0].one.name)

    def _changes(self) -> dict[str, Any]:
        from cityties.snapshot.story import tell

        assert self.settings.since is not None
        diff, words = self.settings.since
        parts: list[tuple[str, list[tuple[str, list[str]]]]] = []
        for line in tell(diff, words()):
            if not line:
                continue
            if line.startswith("  - "):
                parts[-1][1][-1][1].append(line.removeprefix("  - "))
            elif line.startswith("- "):
                parts[-1][1].append((line.removeprefix("- "), []))
            else:
                parts.append((line, []))
        title = self._changes_title()
        return {"title": title, "parts": parts}

    def _start(self, downloads: list[File]) -> dict[str, Any]:
        from cityties.language.messages import language

        del downloads
        texts, pages = site_texts(), self.pages
        by_party = pages.sayings.readings.by_party
        cities = sorted(
            self._listed.get("city", ()),
            key=lambda key: (-len(by_party.get(key.removeprefix("id/"), ())), key),
        )

        def links(keys: Sequence[str]) -> list[Link]:
            return [Link(pages.title(key), key) for key in keys]

        def more(kind: str) -> tuple[str, str]:
            keys = self._listed.get(kind, ())
            text = _("All {n}").format(n=number(len(keys)))
            return text, in_language_path(f"contents/{kind}", language())

        lists = [
            (heading, links(keys), more(kind) if len(self._listed.get(kind, ())) > len(keys)
             else None)
            for heading, kind, keys in (
                (texts["cities"], "city", cities[:_FIRST]),
                (texts["networks"], "network", self._listed.get("network", ())),
                (texts["questions"], "question", self._listed.get("question", ())[:_FIRST]),
            )
            if keys
        ]  # fmt: skip
        readings, home = pages.sayings.readings, self.graph.home
        return {
            "title": self.name(),
            "home": pages.names.thing(home) if home else None,
            "counted": " · ".join(
                (
                    counted("{n} tie", "{n} ties", len(readings.ties)),
                    counted("{n} claim", "{n} claims", len(readings.claims)),
                    counted("{n} source", "{n} sources", len(self.graph.tables.sources)),
                    texts["today"].format(day=date_words(self.day.isoformat(), both=True)),
                )
            ),
            "lists": lists,
        }


def purpose_words(path: str) -> str:
    """What a file of a release, or of the site, is for.

    Examples
    --------
    >>> purpose_words("tables/claims.csv")
    'The table claims, as it was read.'
    """
    from cityties.snapshot.metadata import FILES

    own = {
        "snapshot.zip": _("The whole release: RDF, tables, network files, codebook, checksums."),
        "cityties.sqlite": _("All tables as a database, with a full-text index."),
    }
    name = path.rpartition("/")[2].partition(".")[0]
    if path.startswith("tables/"):
        return _("The table {name}, as it was read.").format(name=name)
    if path.startswith("parquet/"):
        return _("The table {name} as Parquet.").format(name=name)
    return own.get(path) or (_(FILES[path]) if path in FILES else "")


def size_words(size: int) -> str:
    """The size of a file.

    Examples
    --------
    >>> size_words(1_500_000), size_words(2_300)
    ('1.5 MB', '3 kB')
    """
    if size >= 100_000:
        return _("{n} MB").format(n=number(round(size / 1e6, 1)))
    return _("{n} kB").format(n=number(-(-size // 1000)))


__all__ = ["POLICY", "Settings", "size_words", "write_site"]

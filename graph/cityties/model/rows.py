"""The rows that everything is made of, as frozen dataclasses.

One class per table of the data package; a field per column, which says everything about it
(:mod:`cityties.model.columns`). An empty cell is ``""``, an empty tuple or ``None``: "not
said", never "no". Identity and meaning are described in ``docs/model.md``.

English and Persian have fields of their own; ``further`` holds the texts in any other
language, which are columns too (``name_xx``).
"""

from __future__ import annotations

from cityties.model.columns import (
    ALT_LABEL,
    NOTE,
    PREF_LABEL,
    SAME_AS,
    URL,
    Further,
    InLanguages,
    column,
    further_texts,
    row,
)
from cityties.model.dates import Edtf
from cityties.start.records import dataclass, field
from cityties.vocabulary.codes import AGREEMENT_KINDS, STATUSES
from cityties.vocabulary.terms import PREFIXES, ct


@row
class Place(InLanguages):
    """A city, country, province, county, district, quarter or other place."""

    id: str = column(
        "id",
        en="Slug of the place; ids are unique across places, organizations and people.",
        fa="شناسهٔ جا؛ شناسه‌ها میان جاها، سازمان‌ها و اشخاص یکتا هستند.",
    )
    kind: str = column(
        "code",
        ct.placeKind,
        en="Kind of place.",
        fa="گونهٔ جا.",
        codes="place_kinds",
    )
    name_en: str = column(
        "text",
        PREF_LABEL,
        en="English name.",
        fa="نام انگلیسی.",
        tag="en",
    )
    name_fa: str = column(
        "text",
        PREF_LABEL,
        en="Persian name; general knowledge or our own transcription.",
        fa="نام فارسی؛ از دانش همگانی یا نویسه‌گردانی خود ما.",
        default="",
        tag="fa",
    )
    aliases: tuple[str, ...] = column(
        "text",
        ALT_LABEL,
        en="Other names in Latin letters.",
        fa="نام‌های دیگر به خط لاتین.",
        default=(),
        many=True,
        tag="en",
    )
    aliases_fa: tuple[str, ...] = column(
        "text",
        ALT_LABEL,
        en="Other names in Persian letters.",
        fa="نام‌های دیگر به خط فارسی.",
        default=(),
        many=True,
        tag="fa",
    )
    names: tuple[str, ...] = column(
        "names",
        ALT_LABEL,
        en="Names in further languages, as tag:name.",
        fa="نام‌ها به زبان‌های دیگر، به شکل برچسب:نام.",
        default=(),
        many=True,
    )
    country: str = column(
        "country",
        ct.countryCode,
        en="ISO 3166-1 alpha-2 code of the country.",
        fa="کد دوحرفی کشور (ISO 3166-1).",
        default="",
    )
    part_of: str = column(
        "place",
        ct.partOfPlace,
        en="Id of the place that contains it.",
        fa="شناسهٔ جایی که در آن قرار دارد.",
        default="",
    )
    latitude: float | None = column(
        "decimal",
        PREFIXES["geo"] + "lat",
        en="Latitude in degrees, WGS 84.",
        fa="عرض جغرافیایی به درجه (WGS 84).",
        default=None,
        low=-90,
        high=90,
        unit="degrees, WGS 84",
    )
    longitude: float | None = column(
        "decimal",
        PREFIXES["geo"] + "long",
        en="Longitude in degrees, WGS 84.",
        fa="طول جغرافیایی به درجه (WGS 84).",
        default=None,
        low=-180,
        high=180,
        unit="degrees, WGS 84",
    )
    population: int | None = column(
        "integer",
        ct.population,
        en="Number of inhabitants, of different years and boundaries.",
        fa="شمار ساکنان، از سال‌ها و محدوده‌های ناهمسان.",
        default=None,
        low=0,
    )
    wikidata: str = column(
        "wikidata",
        SAME_AS,
        en="Wikidata Q-id.",
        fa="شناسهٔ Q در ویکی‌داده.",
        default="",
    )
    origin: str = column(
        "text",
        ct.origin,
        en="Where point, population and Q-id come from.",
        fa="منبع مختصات، جمعیت و شناسهٔ Q.",
        default="",
    )
    note: str = column(
        "text",
        NOTE,
        en="Notes.",
        fa="هر نکتهٔ دیگر.",
        default="",
    )
    identifiers: tuple[str, ...] = column(
        "text",
        PREFIXES["dcterms"] + "identifier",
        en="Its ids in other registers, as register:id, such as geonames:418863.",
        fa="شناسه‌های آن در فهرست‌های دیگر، به شکل فهرست:شناسه، مانند geonames:418863.",
        default=(),
        many=True,
        after="wikidata",
    )
    further: Further = further_texts(default=())


@row
class Organization(InLanguages):
    """A municipality, council, ministry, embassy, network, publisher and the like."""

    id: str = column(
        "id",
        en="Slug of the organization; ids are unique across places, organizations and people.",
        fa="شناسهٔ سازمان؛ شناسه‌ها میان جاها، سازمان‌ها و اشخاص یکتا هستند.",
    )
    kind: str = column(
        "code",
        ct.organizationKind,
        en="Kind of organization.",
        fa="گونهٔ نهاد.",
        codes="organization_kinds",
    )
    name_en: str = column(
        "text",
        PREF_LABEL,
        en="English name, or its own name where it has no English one.",
        fa="نام انگلیسی، یا نام خودش اگر نام انگلیسی ندارد.",
        tag="en",
    )
    name_fa: str = column(
        "text",
        PREF_LABEL,
        en="Persian name.",
        fa="نام فارسی.",
        default="",
        tag="fa",
    )
    aliases: tuple[str, ...] = column(
        "text",
        ALT_LABEL,
        en="Other names in Latin letters.",
        fa="نام‌های دیگر به خط لاتین.",
        default=(),
        many=True,
        tag="en",
    )
    aliases_fa: tuple[str, ...] = column(
        "text",
        ALT_LABEL,
        en="Other names in Persian letters.",
        fa="نام‌های دیگر به خط فارسی.",
        default=(),
        many=True,
        tag="fa",
    )
    acts_for: str = column(
        "place",
        ct.actsFor,
        en="Id of the place that it governs or speaks for.",
        fa="شناسهٔ جایی که اداره‌اش می‌کند یا از سوی آن سخن می‌گوید.",
        default="",
    )
    seat: str = column(
        "place",
        ct.seat,
        en="Id of the place of its seat.",
        fa="شناسهٔ جایی که در آن مستقر است.",
        default="",
    )
    wikidata: str = column(
        "wikidata",
        SAME_AS,
        en="Wikidata Q-id.",
        fa="شناسهٔ Q در ویکی‌داده.",
        default="",
    )
    url: str = column(
        "url",
        URL,
        en="Web address.",
        fa="نشانی اینترنتی خودش.",
        default="",
    )
    note: str = column(
        "text",
        NOTE,
        en="Notes.",
        fa="هر نکتهٔ دیگر.",
        default="",
    )
    further: Further = further_texts(default=())


@row
class Person(InLanguages):
    """A named person."""

    id: str = column(
        "id",
        en="Slug of the person; ids are unique across places, organizations and people.",
        fa="شناسهٔ شخص؛ شناسه‌ها میان جاها، سازمان‌ها و اشخاص یکتا هستند.",
    )
    name_en: str = column(
        "text",
        PREF_LABEL,
        en="Name in Latin letters.",
        fa="نام به خط لاتین.",
        tag="en",
    )
    name_fa: str = column(
        "text",
        PREF_LABEL,
        en="Name in Persian letters.",
        fa="نام به خط فارسی.",
        default="",
        tag="fa",
    )
    aliases: tuple[str, ...] = column(
        "text",
        ALT_LABEL,
        en="Other spellings in Latin letters.",
        fa="املاهای دیگر به خط لاتین.",
        default=(),
        many=True,
        tag="en",
    )
    aliases_fa: tuple[str, ...] = column(
        "text",
        ALT_LABEL,
        en="Other spellings in Persian letters.",
        fa="املاهای دیگر به خط فارسی.",
        default=(),
        many=True,
        tag="fa",
    )
    wikidata: str = column(
        "wikidata",
        SAME_AS,
        en="Wikidata Q-id.",
        fa="شناسهٔ Q در ویکی‌داده.",
        default="",
    )
    note: str = column(
        "text",
        NOTE,
        en="Notes.",
        fa="هر نکتهٔ دیگر.",
        default="",
    )
    further: Further = further_texts(default=())


@row
class Post(InLanguages):
    """A post and the people who held it; dates of office are role claims."""

    id: str = column(
        "id",
        en="Slug of the post.",
        fa="شناسهٔ سمت.",
    )
    role: str = column(
        "code",
        ct.role,
        en="Kind of post.",
        fa="گونهٔ سمت.",
        codes="roles",
    )
    of: str = column(
        "body",
        ct.postOf,
        en="Id of the place or organization that the post belongs to.",
        fa="شناسهٔ جا یا سازمانی که سمت از آنِ آن است.",
    )
    to: str = column(
        "place",
        ct.accreditedTo,
        en="Id of the place that an ambassador or consul is accredited to.",
        fa="شناسهٔ جایی که سفیر یا کنسول نزد آن مأمور است.",
        default="",
    )
    name_en: str = column(
        "text",
        PREF_LABEL,
        en="English name of the post.",
        fa="نام انگلیسی سمت.",
        default="",
        tag="en",
    )
    name_fa: str = column(
        "text",
        PREF_LABEL,
        en="Persian name of the post.",
        fa="نام فارسی سمت.",
        default="",
        tag="fa",
    )
    holders: tuple[str, ...] = column(
        "person",
        ct.holder,
        en="Ids of people who have held it, in no order.",
        fa="شناسهٔ کسانی که این سمت را داشته‌اند، بی‌ترتیب.",
        default=(),
        many=True,
    )
    note: str = column(
        "text",
        NOTE,
        en="Notes.",
        fa="هر نکتهٔ دیگر.",
        default="",
    )
    further: Further = further_texts(default=())


@row
class Source(InLanguages):
    """A page, article, list, table or file that makes claims."""

    id: str = column(
        "id",
        en="Slug of the source.",
        fa="شناسهٔ منبع.",
    )
    kind: str = column(
        "code",
        ct.sourceKind,
        en="Kind of source.",
        fa="گونهٔ منبع.",
        codes="source_kinds",
    )
    title: str = column(
        "text",
        PREFIXES["dcterms"] + "title",
        en="What it is about, in our own English words, or its title in English.",
        fa="موضوع آن به انگلیسی، به بیان خود ما یا ترجمهٔ عنوانش.",
        tag="en",
    )
    publisher: str = column(
        "organization",
        PREFIXES["dcterms"] + "publisher",
        en="Id of the organization that published it.",
        fa="شناسهٔ سازمانی که سخن از آنِ اوست.",
    )
    url: str = column(
        "url",
        URL,
        en="Web address.",
        fa="نشانی اینترنتی.",
        default="",
    )
    language: str = column(
        "language",
        PREFIXES["dcterms"] + "language",
        en="BCP 47 code of the language in which it was read.",
        fa="کد زبانی که منبع به آن خوانده شد (BCP 47).",
        default="",
    )
    published: Edtf | None = column(
        "edtf",
        ct.published,
        en=(
            "When it was published (EDTF); empty: undated, counts as published on its access date."
        ),
        fa="زمان انتشار (EDTF)؛ خالی: بی‌تاریخ، و روز خواندن به جای روز انتشار است.",
        default=None,
    )
    published_note: str = column(
        "text",
        ct.publishedNote,
        en="How an estimated date was determined.",
        fa="تاریخ برآوردی چگونه به دست آمد.",
        default="",
    )
    accessed: Edtf | None = column(
        "edtf",
        ct.accessed,
        en="When it was accessed (EDTF).",
        fa="زمان خواندن (EDTF).",
        default=None,
    )
    licence: str = column(
        "licence",
        PREFIXES["dcterms"] + "license",
        en=(
            "Licence of what was taken from it, as it stands in these tables: an SPDX id, an "
            "address or words; empty: not said."
        ),
        fa=(
            "مجوز آنچه از منبع گرفته شد، چنان‌که در این جدول‌هاست: شناسهٔ SPDX، نشانی یا چند "
            "کلمه؛ خالی: گفته نشده است."
        ),
        default="",
    )
    attribution: tuple[str, ...] = column(
        "text",
        ct.attribution,
        en="Whom to name where what was taken from it is used; empty: its publisher.",
        fa="هر جا آنچه از منبع گرفته شد به کار رود نام چه کسی برده شود؛ خالی: ناشر آن.",
        default=(),
        many=True,
    )
    kind_map: tuple[str, ...] = column(
        "kind_map",
        ct.wordMapping,
        en="The words of the source for kinds of agreement, as word=code.",
        fa="واژه‌های منبع برای گونه‌های توافق و معنای هر یک در آن، به شکل word=code.",
        default=(),
        many=True,
    )
    expected: str = column(
        "expected",
        ct.expectedAtLeast,
        en="Expected number of claims, as a number or as 10..14.",
        fa="شمار ادعاهایی که باید بدهد، یک عدد یا بازه‌ای مانند 10..14.",
        default="",
    )
    expected_why: str = column(
        "text",
        ct.expectedReason,
        en="Reason for the expected number.",
        fa="چرا همین شمار.",
        default="",
    )
    doubt: str = column(
        "text",
        ct.doubt,
        en="Why we doubt the source; empty: no more than any other.",
        fa="چرا در درستی منبع تردید داریم؛ خالی: نه بیش از دیگر منابع.",
        default="",
    )
    note: str = column(
        "text",
        NOTE,
        en="Notes.",
        fa="هر نکتهٔ دیگر.",
        default="",
    )
    title_fa: str = column(
        "text",
        PREFIXES["dcterms"] + "title",
        en="The same in Persian.",
        fa="همان به فارسی.",
        default="",
        tag="fa",
        after="title",
    )
    title_original: str = column(
        "text",
        ct.originalTitle,
        en="Its title as printed, in the language of the source; empty: not recorded.",
        fa="عنوان منبع چنان‌که چاپ شده، به زبان خودش؛ خالی: ثبت نشده است.",
        default="",
        tag_from="language",
        after="title_fa",
    )
    further: Further = further_texts(default=())


@row
class Claim(InLanguages):
    """What one source says about one thing."""

    id: str = column(
        "id",
        en="Id of the claim, c- and the collected fact.",
        fa="شناسهٔ ادعا: c- و شناسهٔ داده‌ای که گردآوری شد.",
    )
    source: str = column(
        "source",
        ct.source,
        en="Id of the source.",
        fa="شناسهٔ منبعی که چنین می‌گوید.",
    )
    type: str = column(
        "code",
        ct.claimType,
        en="Type of thing that the claim is about.",
        fa="ادعا دربارهٔ چه گونه چیزی است.",
        codes="claim_types",
    )
    facts: tuple[str, ...] = column(
        "text",
        ct.fact,
        en="Ids of the collected facts that it expresses.",
        fa="شناسهٔ داده‌های گردآوری‌شده که در این ادعا آمده‌اند.",
        default=(),
        many=True,
        after="id",
    )
    locator: str = column(
        "text",
        ct.locator,
        en="Sentence, page or row in the source.",
        fa="جمله، صفحه یا سطر در منبع.",
        default="",
        after="source",
    )
    aspect: str = column(
        "code",
        ct.aspect,
        en=(
            "change: an act moved the thing to the status; state: it was observed in the "
            "status; plan: a future event."
        ),
        fa="change: کاری آن را به این وضعیت برد؛ state: در این وضعیت دیده شد؛ plan: در پیش است.",
        default="",
        codes="aspects",
    )
    kind: str = column(
        "code",
        ct.claimedKind,
        en="Kind of agreement, act or event.",
        fa="گونهٔ توافق، کار یا رویداد.",
        default="",
        codes="kinds",
    )
    wording: str = column(
        "text",
        ct.wording,
        en="The source's own word for it.",
        fa="واژهٔ خود منبع.",
        default="",
    )
    about: str = column(
        "about",
        ct.about,
        en="Id of the tie, event, membership, holding, place or list.",
        fa="شناسهٔ پیوند، رویداد، عضویت، تصدی، جا یا فهرست.",
        default="",
    )
    act: str = column(
        "event",
        ct.act,
        en="Id of the act, where the same status can occur twice.",
        fa="شناسهٔ کار، آنجا که یک وضعیت می‌تواند دو بار پیش آید.",
        default="",
    )
    part_of: str = column(
        "event",
        ct.partOfEvent,
        en="Id of the meeting, list or consignment that it belongs to.",
        fa="شناسهٔ دیدار، فهرست یا محموله‌ای که بخشی از آن است.",
        default="",
    )
    parties: tuple[str, ...] = column(
        "thing",
        ct.claimedParty,
        en="Two or more ids, in no order.",
        fa="دو شناسه یا بیشتر، بی‌ترتیب.",
        default=(),
        many=True,
    )
    actor: tuple[str, ...] = column(
        "agent",
        ct.claimedActor,
        en="Who acts.",
        fa="چه کسی انجام می‌دهد.",
        default=(),
        many=True,
    )
    target: tuple[str, ...] = column(
        "agent",
        ct.claimedTarget,
        en="At whom the act is directed.",
        fa="برای چه کسی یا در برابر چه کسی.",
        default=(),
        many=True,
    )
    status: str = column(
        "code",
        ct.claimedStatus,
        en="The status that the thing is said to have or to reach.",
        fa="وضعیتی که گفته می‌شود در آن است یا به آن خواهد رسید.",
        default="",
        codes="statuses",
    )
    channel: str = column(
        "code",
        ct.claimedChannel,
        en="Area of contact that it is about; empty: the whole tie.",
        fa="کدام تماس‌ها؛ خالی: سراسر پیوند.",
        default="",
        codes="channels",
    )
    side: str = column(
        "thing",
        ct.claimedSide,
        en="Whose act or status it is; not the speaker.",
        fa="کار یا وضعیت کدام طرف است؛ نه آن که می‌گوید.",
        default="",
    )
    when: Edtf | None = column(
        "edtf",
        ct.when,
        en="When it happened or was observed (EDTF instant); empty for a state: at publication.",
        fa="کی رخ داد یا دیده شد (EDTF)؛ خالی برای state: هنگام انتشار.",
        default=None,
    )
    until: Edtf | None = column(
        "edtf",
        ct.until,
        en="When it ended or will end (EDTF instant).",
        fa="کی پایان یافت یا خواهد یافت (EDTF).",
        default=None,
    )
    duration: str = column(
        "duration",
        ct.duration,
        en=(
            "For how long it was agreed (ISO 8601, P5Y), where the source gives the length of "
            "a term; the end is computed if “when” is known."
        ),
        fa=(
            "برای چه مدت بسته شد (ISO 8601، مانند P5Y)، اگر منبع درازای مدت را می‌گوید؛ پایانش "
            "از when محاسبه می‌شود، اگر معلوم باشد."
        ),
        default="",
    )
    basis: str = column(
        "code",
        ct.dateBasis,
        en="How the date is known; empty: stated.",
        fa="تاریخ چگونه دانسته شد؛ خالی: گفته شده.",
        default="",
        codes="bases",
    )
    when_text: str = column(
        "text",
        ct.dateText,
        en="The source's own words for the date.",
        fa="عبارت خود منبع برای تاریخ.",
        default="",
    )
    said_by: str = column(
        "agent",
        ct.saidBy,
        en="Speaker; empty: the publisher of the source.",
        fa="چه کسی می‌گوید؛ خالی: ناشر منبع.",
        default="",
    )
    via: str = column(
        "agent",
        ct.via,
        en="Who passes it on, if neither speaker nor publisher.",
        fa="چه کسی نقل می‌کند، اگر نه خودش گفته و نه ناشر است.",
        default="",
    )
    certainty: str = column(
        "code",
        ct.certainty,
        en="How certain the source is; empty: stated.",
        fa="منبع چگونه می‌گوید؛ خالی: به‌صراحت.",
        default="stated",
        codes="certainty",
    )
    condition: str = column(
        "text",
        ct.condition,
        en="What a plan depends on, in English, as the words after “if”.",
        fa="آنچه برنامه به آن بسته است، به انگلیسی، به شکل واژه‌های پس از «if».",
        default="",
        tag="en",
    )
    condition_fa: str = column(
        "text",
        ct.condition,
        en="The same in Persian, as the words after «اگر».",
        fa="همان به فارسی، به شکل واژه‌های پس از «اگر».",
        default="",
        tag="fa",
    )
    condition_on: tuple[str, ...] = column(
        "act_or_tie",
        ct.conditionOn,
        en="Ids of the events or ties that the condition is about, such as a vote.",
        fa="شناسهٔ رویدادها یا پیوندهایی که شرط دربارهٔ آن‌هاست، مانند یک رأی‌گیری.",
        default=(),
        many=True,
    )
    number: float | None = column(
        "decimal",
        ct.number,
        en="A count, or the lower end of a range.",
        fa="شمار، یا سر پایینیِ یک بازه.",
        default=None,
    )
    number_to: float | None = column(
        "decimal",
        ct.numberTo,
        en="The upper end of the range, where the source gives one: 10 to 12.",
        fa="سر بالایی بازه، اگر منبع بازه‌ای می‌دهد: ۱۰ تا ۱۲.",
        default=None,
    )
    op: str = column(
        "op",
        ct.countComparison,
        en="Comparison of the count; empty: equal.",
        fa="شمار چگونه فهمیده شود؛ خالی: برابر.",
        default="",
    )
    of: str = column(
        "text",
        ct.countOf,
        en="What is counted.",
        fa="چه چیز شمرده شده است.",
        default="",
    )
    excluding: tuple[str, ...] = column(
        "thing",
        ct.excluding,
        en="Ids of places that the count excludes.",
        fa="شناسهٔ جاهایی که در شمار نیامده‌اند.",
        default=(),
        many=True,
    )
    votes: str = column(
        "votes",
        ct.vote,
        en="Votes, as for=8;against=25;abstain=7.",
        fa="رأی‌ها، مانند for=8;against=25;abstain=7.",
        default="",
    )
    grade: str = column(
        "code",
        ct.grade,
        en="Grade of a membership.",
        fa="درجهٔ عضویت.",
        default="",
        codes="grades",
    )
    complete: str = column(
        "yes_no",
        ct.completeness,
        en="Lists only: whether all lines of the list are in the data.",
        fa="تنها برای فهرست‌ها: آیا همهٔ سطرهای فهرست اینجا هست.",
        default="",
    )
    people: tuple[str, ...] = column(
        "involvement",
        ct.participation,
        en="People involved, as person@post:capacity.",
        fa="کسانی که نام برده شده‌اند، به شکل person@post:capacity.",
        default=(),
        many=True,
    )
    topics: tuple[str, ...] = column(
        "code",
        ct.topic,
        en="Topics.",
        fa="موضوع‌هایی که پیش می‌آیند.",
        default=(),
        codes="topics",
        many=True,
    )
    contradicts: tuple[str, ...] = column(
        "claim",
        ct.contradicts,
        en="Ids of claims that disagree in a way that no rule can detect.",
        fa="شناسهٔ ادعاهایی که ناسازگاری‌شان را هیچ قاعده‌ای نمی‌بیند.",
        default=(),
        many=True,
    )
    gist: str = column(
        "text",
        ct.gist,
        en="One sentence in our own words.",
        fa="یک جمله به زبان خود ما.",
        default="",
        tag="en",
    )
    gist_fa: str = column(
        "text",
        ct.gist,
        en="The same sentence in Persian.",
        fa="همان جمله به فارسی.",
        default="",
        tag="fa",
    )
    note: str = column(
        "text",
        NOTE,
        en="Notes.",
        fa="هر نکتهٔ دیگر.",
        default="",
    )
    further: Further = further_texts(default=())


@row
class ApprovalRule(InLanguages):
    """One step that a country's law asks for before a city signs."""

    id: str = column(
        "id",
        en="Slug of the rule.",
        fa="شناسهٔ قاعده.",
    )
    country: str = column(
        "country",
        ct.ruleCountry,
        en="ISO 3166-1 alpha-2 code of the country.",
        fa="کد دوحرفی کشور (ISO 3166-1).",
    )
    order: int = column(
        "integer",
        ct.ruleOrder,
        en="Position of the step in the sequence.",
        fa="جای گام در ترتیب.",
        low=1,
    )
    step: str = column(
        "code",
        ct.ruleStep,
        en="Status that the step leads to.",
        fa="وضعیتی که گام به آن می‌رسد.",
        codes="statuses",
        only=STATUSES["tie"],
    )
    body: str = column(
        "text",
        ct.ruleBody,
        en="Who decides, in words.",
        fa="چه نهادی تصمیم می‌گیرد.",
    )
    kinds: tuple[str, ...] = column(
        "code",
        ct.ruleKind,
        en="Kinds of agreement that it applies to.",
        fa="گونه‌های توافقی که قاعده برای آن‌هاست.",
        default=(),
        codes="kinds",
        many=True,
        only=tuple(AGREEMENT_KINDS),
    )
    source: str = column(
        "source",
        ct.ruleSource,
        en="Id of the source.",
        fa="شناسهٔ منبعی که چنین می‌گوید.",
        default="",
    )
    locator: str = column(
        "text",
        ct.locator,
        en="Paragraph or sentence.",
        fa="بند یا جمله.",
        default="",
    )
    gist: str = column(
        "text",
        ct.gist,
        en="One sentence in our own words.",
        fa="یک جمله به زبان خود ما.",
        default="",
        tag="en",
    )
    gist_fa: str = column(
        "text",
        ct.gist,
        en="The same sentence in Persian.",
        fa="همان جمله به فارسی.",
        default="",
        tag="fa",
    )
    note: str = column(
        "text",
        NOTE,
        en="Notes.",
        fa="هر نکتهٔ دیگر.",
        default="",
    )
    further: Further = further_texts(default=())


@dataclass(frozen=True, slots=True)
class Tables:
    """A data package in memory: what the loaders hand to the build."""

    places: tuple[Place, ...] = ()
    organizations: tuple[Organization, ...] = ()
    people: tuple[Person, ...] = ()
    posts: tuple[Post, ...] = ()
    sources: tuple[Source, ...] = ()
    claims: tuple[Claim, ...] = ()
    approval_rules: tuple[ApprovalRule, ...] = field(default=())

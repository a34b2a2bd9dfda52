"""The glossary in both languages, from the labels and definitions of the ontology."""

from __future__ import annotations

from rdflib import SKOS, URIRef

from guide.ontology import CODE, CT, SCHEME, Ontology

# The words that a newcomer meets, in the order of an explanation.
TERMS = {
    ("What is said", "آنچه گفته می‌شود"): (
        "ct:Claim ct:Source ct:gist scheme:aspects code:change code:state code:plan "
        "scheme:certainty code:stated code:hedged code:implied code:denied code:opinion code:count"
    ),
    ("Ties", "پیوندها"): (
        "ct:Tie code:agreement code:sister_city code:friendship_city code:project_partnership "
        "code:cooperation_mou code:letter_of_intent ct:NetworkMembership ct:Event"
    ),
    ("Steps and statuses", "گام‌ها و وضعیت‌ها"): (
        "ct:Proposal code:proposed code:negotiating code:drafted code:submitted code:approved "
        "code:in_force code:suspended code:resumed code:ended code:announced code:unanswered"
    ),
    ("Channels and sides", "سطوح ارتباط و طرف‌ها"): (
        "scheme:channels code:official code:political code:administrative code:civic "
        "code:economic code:academic code:cultural ct:side"
    ),
    ("What is read", "آنچه خوانده می‌شود"): (
        "ct:Reading ct:TieState ct:possiblyFrom ct:certainlyFrom ct:certainlyUntil "
        "ct:possiblyUntil ct:conclusion ct:lastAttested ct:Conflict ct:sisterCityOf"
    ),
    ("Activity", "فعالیت"): "code:active code:one_sided code:quiet code:dormant code:unknown",
    ("People and posts", "اشخاص و سمت‌ها"): (
        "ct:Person ct:Post ct:TermOfOffice code:mayor code:ambassador code:consul_general"
    ),
}
HEAD = {
    "en": (
        "# Glossary\n\nThe words of the project in both languages, as the ontology defines them. "
        "The codes are what tables, commands and JSON use."
    ),
    "fa": (
        "# واژه‌نامه\n\nواژه‌های این پروژه به دو زبان، مطابق تعریف هستان‌نگاری. "
        "کدها همان‌هایی است که در جدول‌ها، دستورها و JSON می‌آید."
    ),
}
COLUMNS = {
    "en": "| English | فارسی | code or term | meaning |",
    "fa": "| فارسی | English | کد یا اصطلاح | معنا |",
}


def glossary_page(ontology: Ontology, lang: str) -> str:
    """The glossary as Markdown.

    Parameters
    ----------
    ontology : the ontology whose words it explains
    lang : ``en`` or ``fa``: whose column comes first, and the language of the meanings
    """
    parts = [HEAD[lang]]
    other = "fa" if lang == "en" else "en"
    for titles, names in TERMS.items():
        rows = [COLUMNS[lang], "| --- | --- | --- | --- |"]
        for name in names.split():
            term = _term(name)
            if term not in ontology.terms:
                raise ValueError(f"the glossary names {name}, which the ontology does not have")
            first, second = ontology.label(term, lang), ontology.label(term, other)
            meaning = ontology.text(term, SKOS.definition, lang).replace("|", "\\|")
            code = name if name.startswith("ct:") else name.partition(":")[2]
            rows.append(f"| {first} | {second} | `{code}` | {meaning} |")
        parts.append(f"## {titles[lang == 'fa']}\n\n" + "\n".join(rows))
    return "\n\n".join(parts) + "\n"


def _term(name: str) -> URIRef:
    prefix, _colon, local = name.partition(":")
    return URIRef({"ct": str(CT), "code": str(CODE), "scheme": SCHEME}[prefix] + local)

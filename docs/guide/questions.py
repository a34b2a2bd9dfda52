"""The page of the named questions, made from their files."""

from __future__ import annotations

from cityties.query.questions import Parameter, Question, list_questions


def questions_page() -> str:
    """All named questions in both languages, with parameters and a line to run each."""
    questions = list_questions()
    lines = [
        "# Named questions",
        "",
        "<!-- written by docs/generate.py from ontology/queries/; change the questions there -->",
        "",
        f"{len(questions)} questions in `ontology/queries/`, one file each: SPARQL under a header"
        " with title, description and typed parameters. `cityties questions` lists them,"
        " `cityties question NAME --explain` shows one with the meaning of its terms,"
        " `cityties query NAME -p NAME=VALUE` asks it, and so does `g.query(NAME, name=value)`."
        " Each line below runs as it stands. [Patterns](patterns.md) says how to write your own.",
        "",
        "Types of parameters: `city`, `place`, `organization`, `person`, `thing` (a name in either"
        " language, or an id), `code` (one of the code list named), `date` (a day, or `today`),"
        " `int`, `language` (`en`, `fa`, or `chosen`: that of `--lang`).",
        "",
        "**Claimed statuses** come with their doubt. A question about claims gives `status`,"
        " `aspect`, `certainty` and `type` as codes, and `claimed`, the phrase made of them:"
        " *planned: in force*, *could be: in force*, *denied: answered*, *opinion*. A table shows"
        " the phrase alone. A column `status` without `aspect` is that of a reading, which has its"
        " own certainty.",
        "",
        "**Dates** are EDTF: `2010`, `[..2007]`, `2020-06~`; a table says *2010*, *2007 or"
        " earlier*,"
        " *about June 2020*. The first and the last day that a date can be are in the columns"
        " `…_earliest` and `…_latest`, empty where nobody knows. `day` is the date that a claim"
        " gives, else that of its source: `dated_by` says which (`claim`, `publication`,"
        " `access`). `until` is the date of what ended it, else the last day. `days` is one number,"
        " or two (`697..1062`) where the beginning has no day.",
        "",
        "| question | asks |",
        "| --- | --- |",
        *(f"| [`{q.name}`](#{q.name}) | {q.title['en']} |" for q in questions),
        "",
    ]
    for question in questions:
        lines += _section(question)
    return "\n".join(lines).rstrip() + "\n"


def _section(question: Question) -> list[str]:
    given = " ".join(f"-p {p.name}={p.example}" for p in question.parameters)
    lines = [
        f"## {question.name}",
        "",
        f"**{question.title['en']}.** {question.description['en']}",
        "",
        '<div dir="rtl" lang="fa" markdown>',
        "",
        f"**{question.title['fa']}.** {question.description['fa']}",
        "",
        "</div>",
        "",
    ]
    if question.parameters:
        lines += [
            "| parameter | type | default | meaning | معنا |",
            "| --- | --- | --- | --- | --- |",
            *map(_parameter, question.parameters),
            "",
        ]
    return [*lines, "```sh", f"cityties query {question.name} {given}".rstrip(), "```", ""]


def _parameter(parameter: Parameter) -> str:
    default = f"`{parameter.default}`" if parameter.default is not None else "(must be given)"
    english, persian = parameter.description["en"], parameter.description["fa"]
    kind, _colon, codes = parameter.type.partition(":")
    written = f"{kind} of `{codes}`" if codes else kind
    return f"| `{parameter.name}` | {written} | {default} | {english} | {persian} |"

"""Our dataclasses do what those of Python do."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from dataclasses import field
from functools import partial
from typing import Any

import pytest

from cityties.start import records


def classes(dataclass: Any) -> dict[str, type[Any]]:
    """The same classes, made by either."""

    @dataclass
    class Plain:
        """Plain."""

        a: int
        b: list[int] = field(default_factory=list)

    @dataclass(frozen=True, slots=True, order=True)
    class Ordered:
        """Ordered."""

        a: int
        b: str = "x"
        c: float = field(default=0.0, compare=False, repr=False)

    @dataclass(frozen=True, kw_only=True)
    class Named:
        """Named."""

        a: int = 1
        b: dict[str, int] = field(default_factory=dict)

    @dataclass(slots=True)
    class Checked:
        """Checked."""

        a: int = 1

        def __post_init__(self) -> None:
            if self.a < 0:
                raise ValueError

        def __repr__(self) -> str:
            return "own"

    @dataclass(frozen=True, eq=False)
    class Same:
        """Same."""

        a: int = 1

    @dataclass(frozen=True, slots=True)
    class One:
        """One."""

        a: Any

    @dataclass(frozen=True)
    class Empty:
        """Empty."""

    found = (Plain, Ordered, Named, Checked, Same, One, Empty)
    return {each.__name__: each for each in found}


OURS, THEIRS = classes(records.dataclass), classes(dataclasses.dataclass)
CALLS: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    ("Plain", (1,), {}), ("Plain", (1, [2]), {}), ("Plain", (), {"a": 1, "b": [2]}),
    ("Plain", (), {}), ("Plain", (1, 2, 3), {}), ("Plain", (1,), {"c": 1}),
    ("Ordered", (1,), {}), ("Ordered", (1, "y"), {}), ("Ordered", (1, "x", 5.0), {}),
    ("Ordered", (0, "z"), {}), ("Named", (), {}), ("Named", (), {"a": 2, "b": {"c": 1}}),
    ("Named", (1,), {}), ("Checked", (), {}), ("Checked", (-1,), {}), ("Same", (), {}),
    ("Same", (2,), {}), ("One", (2.5,), {}), ("One", ("a",), {}), ("Empty", (), {}),
]  # fmt: skip


def outcome(work: Any) -> Any:
    try:
        return work()
    except Exception as error:
        return type(error)


@pytest.mark.parametrize(("name", "words", "named"), CALLS)
def test_an_object_is_as_theirs(name: str, words: Any, named: Any) -> None:
    ours = outcome(lambda: OURS[name](*words, **named))
    theirs = outcome(lambda: THEIRS[name](*words, **named))
    if isinstance(theirs, type):
        assert ours is theirs
        return
    assert repr(ours) == repr(theirs)
    for work in (
        dataclasses.asdict,
        dataclasses.astuple,
        lambda made: hash(made) if name not in ("Same", "Empty") else 0,
        lambda made: setattr(made, "a", 5),
        lambda made: delattr(made, "a"),
        lambda made: repr(dataclasses.replace(made)),
        lambda made: repr(dataclasses.replace(made, a=7)),
        lambda made: repr(copy.deepcopy(made)),
        lambda made: hasattr(made, "__dict__"),
        lambda made: made == copy.copy(made),
        lambda made: made == 1,
    ):
        assert outcome(lambda work=work: work(ours)) == outcome(lambda work=work: work(theirs))


@pytest.mark.parametrize("name", OURS)
def test_objects_compare_as_theirs(name: str) -> None:
    made = [
        tuple(outcome(partial(found[name], *words, **named)) for found in (OURS, THEIRS))
        for known, words, named in CALLS
        if known == name
    ]
    pairs = [pair for pair in made if not isinstance(pair[1], type)]
    for first in pairs:
        for second in pairs:
            for way in ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"):
                ours, theirs = (
                    getattr(one, way)(two) for one, two in zip(first, second, strict=True)
                )
                assert ours == theirs or ours is theirs, way


@pytest.mark.parametrize("name", OURS)
def test_a_class_is_as_theirs(name: str) -> None:
    ours, theirs = OURS[name], THEIRS[name]
    assert [*inspect.signature(ours).parameters] == [*inspect.signature(theirs).parameters]
    assert [each.name for each in dataclasses.fields(ours)] == [
        each.name for each in dataclasses.fields(theirs)
    ]
    assert ours.__match_args__ == theirs.__match_args__
    assert ours.__init__.__annotations__ == theirs.__init__.__annotations__
    assert (ours.__hash__ is None) == (theirs.__hash__ is None)
    assert getattr(ours, "__slots__", None) == getattr(theirs, "__slots__", None)


@records.dataclass(frozen=True, slots=True)
class Kept:
    """For pickle, which finds a class by its name."""

    a: int
    b: tuple[str, ...] = ()


def test_a_fixed_object_goes_through_a_pipe() -> None:
    assert pickle.loads(pickle.dumps(Kept(1, ("x",)))) == Kept(1, ("x",))


def test_a_class_that_holds_itself_shows_itself() -> None:
    made = OURS["Plain"](1)
    made.b.append(made)
    assert repr(made).endswith("Plain(a=1, b=[...])")


MAKERS = {"ours": records.dataclass, "theirs": dataclasses.dataclass}


def set_to_five(made: Any, name: str) -> None:
    setattr(made, name, 5)


def deleted(made: Any, name: str) -> None:
    delattr(made, name)


@pytest.mark.parametrize("slots", [False, True])
@pytest.mark.parametrize("frozen", [(False, False), (False, True), (True, False), (True, True)])
@pytest.mark.parametrize(
    ("base", "made"), [("ours", "ours"), ("ours", "theirs"), ("theirs", "ours")]
)
def test_a_class_inherits_as_theirs(
    base: str, made: str, frozen: tuple[bool, bool], slots: bool
) -> None:
    def inherited(of_base: Any, of_made: Any) -> Any:
        @of_base(frozen=frozen[0], slots=slots)
        class Base:
            a: int = 1

        @of_made(frozen=frozen[1], slots=slots)
        class Made(Base):
            b: int = 2

        return Made

    ours = outcome(lambda: inherited(MAKERS[base], MAKERS[made]))
    theirs = outcome(lambda: inherited(dataclasses.dataclass, dataclasses.dataclass))
    if frozen[0] != frozen[1]:
        assert ours is theirs is TypeError
        return
    assert (ours(3), ours(3, 4)) == (ours(a=3), ours(b=4, a=3))
    works: list[Callable[[Any], Any]] = [
        hash,
        repr,
        copy.copy,
        lambda made: hasattr(made, "__dict__"),
    ]
    for name in "ab":
        works += [partial(set_to_five, name=name), partial(deleted, name=name)]
    for work in works:
        assert repr(outcome(partial(work, ours()))) == repr(outcome(partial(work, theirs())))

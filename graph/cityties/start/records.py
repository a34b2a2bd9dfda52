"""Dataclasses that are made in a third of the time.

``dataclasses`` compiles up to six methods of each class, which is two thirds of a millisecond;
a listing imports fifty such classes. Here only ``__init__`` is compiled, and the others are
shared functions that take the fields together. Everything else, :func:`dataclasses.fields` and
:func:`dataclasses.replace` too, is as there.
"""

from __future__ import annotations

import dataclasses
import operator
from collections.abc import Callable, Iterable, Sequence
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass

    __all__ = ["dataclass"]
else:

    def dataclass(cls=None, **options):
        """Make a class of fields, as :func:`dataclasses.dataclass` does.

        Parameters
        ----------
        cls : the class
        options : ``frozen``, ``slots``, ``order``, ``eq`` and ``kw_only``, as there

        Examples
        --------
        >>> @dataclass(frozen=True, slots=True)
        ... class Place:
        ...     id: str
        ...     country: str = ""
        >>> Place("porto"), Place("porto") == Place(id="porto"), len({Place("a"), Place("a")})
        (Place(id='porto', country=''), True, 1)
        """
        return _made(cls, **options) if cls else lambda cls: _made(cls, **options)


def _made(
    cls: type[Any],
    *,
    frozen: bool = False,
    slots: bool = False,
    order: bool = False,
    eq: bool = True,
    kw_only: bool = False,
) -> type[Any]:
    own = {name for name in vars(cls) if vars(cls)[name] is not None}
    # Whether a base is frozen is checked by Python itself, at the price of two methods.
    inherits = any(dataclasses.is_dataclass(base) for base in cls.__mro__[1:])
    made: type[Any] = dataclasses.dataclass(
        init=False, repr=False, eq=False, slots=slots, kw_only=kw_only, frozen=frozen and inherits
    )(cls)
    made.__dataclass_params__.frozen = frozen  # which a class that inherits this one looks at
    every = dataclasses.fields(made)
    methods: dict[str, Any] = {"__init__": _init(made, every, frozen=frozen)}
    methods["__repr__"] = _repr([each.name for each in every if each.repr])
    if eq:
        values = _values([each.name for each in every if each.compare])
        methods |= _comparisons(values, order=order)
        methods["__hash__"] = (lambda self: hash(values(self))) if frozen else None
    if frozen:
        methods |= _frozen(made, [each.name for each in every], slots=slots)
    for name, method in methods.items():
        if name not in own:  # what the class says itself stays
            if method is not None:
                method.__qualname__ = f"{made.__qualname__}.{name}"
            setattr(made, name, method)
    return made


def _init(
    made: type[Any], every: Sequence[dataclasses.Field[Any]], *, frozen: bool
) -> Callable[..., None]:
    """The one method that is compiled: each class has other parameters."""
    known: dict[str, Any] = {"_set": object.__setattr__, "_none": dataclasses.MISSING}
    first: list[str] = []
    named: list[str] = []
    lines: list[str] = []
    for each in every:
        name, value = each.name, each.name
        if each.default_factory is not dataclasses.MISSING:
            known[f"_new_{name}"] = each.default_factory
            value = f"_new_{name}() if {name} is _none else {name}"
            word = f"{name}=_none"
        elif each.default is not dataclasses.MISSING:
            known[f"_default_{name}"] = each.default
            word = f"{name}=_default_{name}"
        else:
            word = name
        (named if each.kw_only else first).append(word)
        lines.append(f"_set(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
    if hasattr(made, "__post_init__"):
        lines.append("self.__post_init__()")
    words = ["self", *first, *(["*", *named] if named else [])]
    body = "\n ".join(lines) or "pass"
    exec(f"def __init__({', '.join(words)}):\n {body}", known)
    init: Callable[..., None] = known["__init__"]
    init.__module__ = made.__module__
    init.__annotations__ = {each.name: each.type for each in every} | {"return": None}
    return init


def _repr(names: Iterable[str]) -> Callable[[Any], str]:
    shown = tuple(names)

    @recursive_repr()
    def __repr__(self: Any) -> str:  # noqa: N807
        fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
        return f"{self.__class__.__qualname__}({fields})"

    return __repr__


def _values(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    """What gives the fields of an object that are compared."""
    if len(names) > 1:
        return operator.attrgetter(*names)
    return lambda made: tuple(getattr(made, name) for name in names)


def _comparisons(values: Callable[[Any], Any], *, order: bool) -> dict[str, Any]:
    def method(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], Any]:
        def compared(self: Any, other: Any) -> Any:
            if other.__class__ is self.__class__:
                return compare(values(self), values(other))
            return NotImplemented

        return compared

    names = ("eq", "lt", "le", "gt", "ge") if order else ("eq",)
    return {f"__{name}__": method(getattr(operator, name)) for name in names}


def _frozen(made: type[Any], names: Sequence[str], *, slots: bool) -> dict[str, Any]:
    fixed = frozenset(names)

    def __setattr__(self: Any, name: str, value: Any) -> None:  # noqa: N807
        if type(self) is made or name in fixed:
            raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
        object.__setattr__(self, name, value)

    def __delattr__(self: Any, name: str) -> None:  # noqa: N807
        if type(self) is made or name in fixed:
            raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
        object.__delattr__(self, name)

    def __getstate__(self: Any) -> list[Any]:  # noqa: N807
        return [getattr(self, name) for name in names]

    def __setstate__(self: Any, state: list[Any]) -> None:  # noqa: N807
        for name, value in zip(names, state, strict=True):
            object.__setattr__(self, name, value)

    made_of: dict[str, Any] = {"__setattr__": __setattr__, "__delattr__": __delattr__}
    return made_of | ({"__getstate__": __getstate__, "__setstate__": __setstate__} if slots else {})

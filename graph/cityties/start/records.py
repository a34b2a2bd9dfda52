"""Dataclasses that are made in a fraction of the time, and without ``dataclasses``.

``dataclasses`` compiles up to six methods of each class, which is two thirds of a millisecond;
a listing imports fifty such classes. Here only ``__init__`` is compiled, and the others are
shared functions that take the fields together. Nor is ``dataclasses`` imported, which imports
the parser and the disassembler of Python: it is where a class inherits from one of its own, and
as soon as somebody asks for what it knows of a class. So :func:`dataclasses.fields`,
:func:`dataclasses.replace` and the rest are as there; :func:`fields` and :func:`replace` are here
for what must start fast.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from reprlib import recursive_repr

TYPE_CHECKING = False  # typing takes as long to import as ten classes
if TYPE_CHECKING:
    import dataclasses
    from dataclasses import dataclass, field, fields, replace
    from typing import Any

    __all__ = ["dataclass", "field", "fields", "replace"]
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

    def field(**said):
        """Say more of a field, as :func:`dataclasses.field` does.

        Parameters
        ----------
        said : ``default``, ``default_factory``, ``repr``, ``compare``, ``kw_only`` and
            ``metadata``, as there
        """
        return Field(**said)

    def fields(of):
        """The fields of a class that was made here, or of one of its objects.

        They have ``name``, ``type``, ``default`` and ``metadata``.

        Parameters
        ----------
        of : the class or object

        Examples
        --------
        >>> @dataclass
        ... class Place:
        ...     id: str
        ...     country: str = ""
        >>> [each.name for each in fields(Place)]
        ['id', 'country']
        """
        return of.__record__

    def replace(made, /, **changes):
        """Another object with some fields changed, as :func:`dataclasses.replace` gives.

        Parameters
        ----------
        made : the object
        changes : the fields

        Examples
        --------
        >>> @dataclass
        ... class Place:
        ...     id: str
        ...     country: str = ""
        >>> replace(Place("porto"), country="PT")
        Place(id='porto', country='PT')
        """
        own = vars(type(made)).get("__record__")
        if own is None:  # a class that inherits one of these
            import dataclasses

            return dataclasses.replace(made, **changes)
        for each in own:
            if each.name not in changes:
                changes[each.name] = getattr(made, each.name)
        return type(made)(**changes)


class _Nothing:
    """Where a field has no default."""

    def __repr__(self) -> str:
        return "<nothing>"


NOTHING = _Nothing()


class Field:
    """What is said of a field; see :func:`dataclasses.field`."""

    __slots__ = (
        "compare", "default", "default_factory", "kw_only", "metadata", "name", "repr", "type",
    )  # fmt: skip

    def __init__(
        self,
        *,
        default: Any = NOTHING,
        default_factory: Any = NOTHING,
        repr: bool = True,
        compare: bool = True,
        kw_only: bool | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> None:
        self.name = ""
        self.type: Any = None
        self.default = default
        self.default_factory = default_factory
        self.repr = repr
        self.compare = compare
        self.kw_only = kw_only
        self.metadata = metadata or {}

    def as_theirs(self) -> Any:
        """The same for ``dataclasses``."""
        import dataclasses

        said: dict[str, Any] = {"metadata": self.metadata}
        for name in ("default", "default_factory"):
            if getattr(self, name) is not NOTHING:
                said[name] = getattr(self, name)
        return dataclasses.field(
            repr=self.repr, compare=self.compare, kw_only=bool(self.kw_only), **said
        )


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
    bases: list[Any] = [
        base for base in reversed(cls.__mro__[1:]) if "__dataclass_fields__" in vars(base)
    ]
    if not all("__record__" in vars(base) for base in bases):
        made, every = _inheriting_theirs(cls, frozen=frozen, slots=slots, kw_only=kw_only)
    else:
        if bases and frozen != any(base.__is_fixed__ for base in bases):
            raise TypeError("a frozen dataclass and one that is not cannot inherit from another")
        inherited = {each.name: each for base in bases for each in base.__record__}
        declared = {each.name: each for each in _declared(cls, kw_only=kw_only)}
        every = tuple((inherited | declared).values())
        made = _slotted(cls, every) if slots else cls
        kept = {
            "__record__": every,
            "__is_fixed__": frozen,
            "__match_args__": tuple(each.name for each in every if not each.kw_only),
            "__replace__": replace,  # for copy.replace
        }
        for name in ("__dataclass_fields__", "__dataclass_params__"):
            kept[name] = _Theirs(made, name, frozen=frozen)
        for name, value in kept.items():
            setattr(made, name, value)
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


def _declared(cls: type[Any], *, kw_only: bool) -> tuple[Field, ...]:
    """The fields that a class declares, without their values on the class."""
    found = []
    for name, annotation in cls.__annotations__.items():
        if "ClassVar" in str(annotation):
            continue
        value = vars(cls).get(name, NOTHING)
        each = _said(value)
        each.name, each.type = name, annotation
        each.kw_only = kw_only if each.kw_only is None else each.kw_only
        if each.default is not NOTHING:
            setattr(cls, name, each.default)
        elif value is not NOTHING:
            delattr(cls, name)
        found.append(each)
    return tuple(found)


def _said(value: Any) -> Field:
    if isinstance(value, Field):
        return value
    if not hasattr(value, "default_factory"):
        return Field(default=value)
    import dataclasses

    if not isinstance(value, dataclasses.Field):
        return Field(default=value)
    return _of_theirs(value)


def _of_theirs(theirs: dataclasses.Field[Any]) -> Field:
    import dataclasses

    nothing = (dataclasses.MISSING, NOTHING)
    known = {
        name: getattr(theirs, name)
        for name in ("default", "default_factory", "repr", "compare", "kw_only", "metadata")
        if getattr(theirs, name) not in nothing
    }
    found = Field(**known)
    found.name, found.type = theirs.name, theirs.type
    return found


def _slotted(cls: type[Any], every: Sequence[Field]) -> type[Any]:
    """The class again, with slots for its fields: they cannot be added to one that is there."""
    inherited = {name for base in cls.__mro__[1:-1] for name in vars(base).get("__slots__", ())}
    names = tuple(each.name for each in every)
    body = {name: value for name, value in vars(cls).items() if name not in names}
    body["__slots__"] = tuple(name for name in names if name not in inherited)
    for name in ("__dict__", "__weakref__"):
        body.pop(name, None)
    meta: Any = type(cls)
    made: type[Any] = meta(cls.__name__, cls.__bases__, body)
    made.__qualname__ = cls.__qualname__
    return made


class _Theirs:
    """What ``dataclasses`` keeps at a class of its own: made when it is first asked for."""

    def __init__(self, made: type[Any], name: str, *, frozen: bool) -> None:
        self._made = made
        self._name = name
        self._frozen = frozen

    def __get__(self, _object: object, _owner: type[Any] | None = None) -> Any:
        import dataclasses

        every: Iterable[Field] = self._made.__record__
        body = {each.name: each.as_theirs() for each in every}
        body["__annotations__"] = {each.name: each.type for each in every}
        twin: Any = dataclasses.dataclass(init=False, repr=False, eq=False)(
            type(self._made.__name__, (), {**body, "__module__": self._made.__module__})
        )
        twin.__dataclass_params__.frozen = self._frozen  # which a class that inherits looks at
        setattr(self._made, self._name, getattr(twin, self._name))
        return getattr(twin, self._name)


def _inheriting_theirs(
    cls: type[Any], *, frozen: bool, slots: bool, kw_only: bool
) -> tuple[type[Any], tuple[Field, ...]]:
    """A class that inherits from one of ``dataclasses``, which puts them together."""
    import dataclasses

    for name, value in [*vars(cls).items()]:
        if isinstance(value, Field):
            setattr(cls, name, value.as_theirs())
    made: type[Any] = dataclasses.dataclass(
        init=False, repr=False, eq=False, slots=slots, kw_only=kw_only, frozen=frozen
    )(cls)
    made.__dataclass_params__.frozen = frozen
    every = tuple(_of_theirs(each) for each in dataclasses.fields(made))
    made.__record__, made.__is_fixed__ = every, frozen
    return made, every


def _init(made: type[Any], every: Sequence[Field], *, frozen: bool) -> Callable[..., None]:
    """The one method that is compiled: each class has other parameters."""
    known: dict[str, Any] = {"_set": object.__setattr__, "_none": NOTHING}
    first: list[str] = []
    named: list[str] = []
    lines: list[str] = []
    for each in every:
        name, value = each.name, each.name
        if each.default_factory is not NOTHING:
            known[f"_new_{name}"] = each.default_factory
            value = f"_new_{name}() if {name} is _none else {name}"
            word = f"{name}=_none"
        elif each.default is not NOTHING:
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
            raise _fixed(f"cannot assign to field {name!r}")
        object.__setattr__(self, name, value)

    def __delattr__(self: Any, name: str) -> None:  # noqa: N807
        if type(self) is made or name in fixed:
            raise _fixed(f"cannot delete field {name!r}")
        object.__delattr__(self, name)

    def __getstate__(self: Any) -> list[Any]:  # noqa: N807
        return [getattr(self, name) for name in names]

    def __setstate__(self: Any, state: list[Any]) -> None:  # noqa: N807
        for name, value in zip(names, state, strict=True):
            object.__setattr__(self, name, value)

    made_of: dict[str, Any] = {"__setattr__": __setattr__, "__delattr__": __delattr__}
    return made_of | ({"__getstate__": __getstate__, "__setstate__": __setstate__} if slots else {})


def _fixed(problem: str) -> AttributeError:
    import dataclasses

    return dataclasses.FrozenInstanceError(problem)

"""Message classes as the specification's tables: each is compiled once to `struct` and plain code.

A field-by-field interpreter of the same tables is ten times slower. What is generated is what a
careful person would write by hand: one `struct.Struct` for each run of fixed fields, plain code
for counted and sized tails, slots filled without calling `__init__`.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, TypeVar, dataclass_transform, get_type_hints

from heyan.wire.fields import (
    Counted,
    LocalProtocolError,
    Octets,
    RemoteProtocolError,
    Shape,
    Sized,
    Text,
    UInt,
)

M = TypeVar("M")


@dataclass(frozen=True)
class Table:
    """One message class, compiled."""

    shapes: dict[str, Shape]
    pack: Callable[[Any], bytes]
    unpack: Callable[[bytes, int], Any]  # a frame, and where its body begins


_TABLES: dict[type, Table] = {}


def table_of(kind: type) -> Table:
    return _TABLES[kind]


@dataclass_transform(kw_only_default=True)
def message(kind: type[M]) -> type[M]:
    """Make `kind` a message: a dataclass with slots whose table is compiled here and now."""
    made = dataclass(slots=True, kw_only=True, repr=False)(kind)
    hints = get_type_hints(made, include_extras=True)
    # mypy sees no dataclass behind a class that was only just made one.
    names = [field.name for field in fields(made)]  # type: ignore[arg-type] # as said above
    shapes: dict[str, Shape] = {name: hints[name].__metadata__[0] for name in names}
    made.__repr__ = _plain_repr  # type: ignore[method-assign] # every message shows itself alike
    _TABLES[made] = _Compiler(made, shapes).table()
    return made


def _plain_repr(self: object) -> str:
    """Show the integers only: texts and octets may be numbers, codes or digests."""
    shapes = _TABLES[type(self)].shapes
    shown = [f"{n}={getattr(self, n)}" for n, shape in shapes.items() if isinstance(shape, UInt)]
    return f"{type(self).__name__}({', '.join(shown)})"


class _Compiler:
    """Writes the two functions of one table, field by field."""

    def __init__(self, kind: type, shapes: dict[str, Shape]) -> None:
        self._kind = kind
        self._shapes = shapes
        self._names: dict[str, Any] = {
            "new": object.__new__,
            "kind": kind,
            "join": b"".join,
            "faults": (struct.error, UnicodeEncodeError),
            "Local": LocalProtocolError,
            "Remote": RemoteProtocolError,
            "NUL": b"\0",
        }
        self._codes = ""  # of the run of fixed fields being gathered
        self._sources: list[str] = []
        self._targets: list[str] = []
        self._texts: list[str] = []
        self._reading: list[str] = []
        self._writing: list[str] = []
        self._checks: list[str] = []
        self._pieces: list[str] = []

    def table(self) -> Table:
        for number, (name, shape) in enumerate(self._shapes.items()):
            self._field(name, shape, f"v{number}")
        self._end_run()
        source = "\n".join([*self._pack_source(), *self._unpack_source()])
        exec(compile(source, f"<table {self._kind.__name__}>", "exec"), self._names)  # noqa: S102 - our own tables, as dataclasses does it
        return Table(self._shapes, self._names["pack"], self._names["unpack"])

    def _field(self, name: str, shape: Shape, var: str) -> None:
        match shape:
            case UInt():
                self._fixed(shape.code, f"m.{name}", f"m.{name}")
            case Octets(size):
                self._checks.append(f"len(m.{name}) != {size}")
                self._fixed(shape.code, f"m.{name}", f"m.{name}")
            case Text(size):
                self._writing.append(f'{var} = m.{name}.encode("ascii")')
                self._checks.append(f"len({var}) > {size}")
                self._fixed(shape.code, var, var)
                self._texts.append(f"m.{name} = {_text(var)}")
            case Counted():
                self._counted(name, shape, var)
            case Sized():
                self._fixed(shape.code, f"len(m.{name})", var)
                self._end_run()
                self._pieces.append(f"m.{name}")
                self._reading += [f"m.{name} = data[at:at + {var}]", f"at += {var}"]
            case own:
                self._end_run()
                self._names[f"shape_{var}"] = own
                self._pieces.append(f"shape_{var}.pack(m.{name})")
                self._reading.append(f"m.{name}, at = shape_{var}.unpack(data, at)")

    def _fixed(self, code: str, source: str, target: str) -> None:
        self._codes += code
        self._sources.append(source)
        self._targets.append(target)

    def _counted(self, name: str, shape: Counted, var: str) -> None:
        size = shape.item.size
        self._writing.append(f'{var} = [item.encode("ascii") for item in m.{name}]')
        self._checks.append(f"any(len(item) > {size} for item in {var})")
        self._fixed(shape.code, f"len({var})", var)
        self._end_run()
        self._pieces.append(f"join([item.ljust({size}, NUL) for item in {var}])")
        self._reading += [
            f"end = at + {size} * {var}",
            f"m.{name} = tuple([{_text(f'data[i:i + {size}]')} for i in range(at, end, {size})])",
            "at = end",
        ]

    def _end_run(self) -> None:
        """Close the run of fixed fields: one pack, one unpack."""
        if not self._codes:
            return
        run, name = struct.Struct(f">{self._codes}"), f"run{len(self._pieces)}"
        self._names |= {f"{name}_pack": run.pack, f"{name}_unpack": run.unpack_from}
        self._pieces.append(f"{name}_pack({', '.join(self._sources)})")
        self._reading.append(f"({', '.join(self._targets)},) = {name}_unpack(data, at)")
        self._reading += [f"at += {run.size}", *self._texts]
        self._codes, self._sources, self._targets, self._texts = "", [], [], []

    def _pack_source(self) -> list[str]:
        name = self._kind.__name__
        check = [f"if {' or '.join(self._checks)}:"] if self._checks else []
        refuse = [f' raise Local("a field of {name} does not fit")'] if check else []
        body = [*self._writing, *check, *refuse, f"return {' + '.join(self._pieces) or repr(b'')}"]
        return [
            "def pack(m):",
            " try:",
            *[f"  {line}" for line in body],
            " except faults:",
            f'  raise Local("a field of {name} cannot be sent") from None',
        ]

    def _unpack_source(self) -> list[str]:
        name = self._kind.__name__
        return [
            "def unpack(data, at):",
            " m = new(kind)",
            " try:",
            *[f"  {line}" for line in self._reading or ["pass"]],
            " except faults:",
            f'  raise Remote("{name} is cut short") from None',
            " if at != len(data):",
            f'  raise Remote("{name} is not as long as its frame")',
            " return m",
        ]


def _text(octets: str) -> str:
    """Cut at the first NUL: a value may be followed by anything."""
    return f'{octets}.partition(NUL)[0].decode("ascii", "replace")'

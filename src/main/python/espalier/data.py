"""Data of a study on its way to the executors, and digests of it and of the function."""

from __future__ import annotations

import functools
import hashlib
from types import CodeType
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql.types import (
    ArrayType,
    BinaryType,
    BooleanType,
    DateType,
    NumericType,
    StringType,
    TimestampNTZType,
    TimestampType,
)

from espalier.trial import as_pandas, from_arrow

# Of which Arrow makes what Spark's own toPandas does; a vector or a row would become a dict.
_IN_ARROW = (BinaryType, BooleanType, DateType, NumericType, StringType, TimestampNTZType, TimestampType)


class ArrowTable:
    """Table in Arrow's format, which is unpickled as a DataFrame of pandas."""

    def __init__(self, table: Any) -> None:
        self._table = table

    def __len__(self) -> Any:
        return self._table.num_rows

    def __reduce__(self) -> tuple[Any, ...]:
        import pyarrow  # type: ignore[import, unused-ignore]

        sink = pyarrow.BufferOutputStream()
        with pyarrow.ipc.new_stream(sink, self._table.schema) as writer:
            writer.write_table(self._table)
        return from_arrow, (sink.getvalue(),)

    def pandas(self) -> Any:
        return as_pandas(self._table)


def local(data: Any) -> Any:
    """Data without DataFrames of Spark, which are collected: in a tuple or a dict those of each part."""
    if isinstance(data, DataFrame):
        return _collected(data)
    if type(data) is tuple:
        return tuple(local(part) for part in data)
    if type(data) is dict:
        return {name: local(part) for name, part in data.items()}
    return data


def _collected(table: Any) -> Any:
    """In Arrow's format where that is installed, and Spark (since 4.0) and each column's type have it; else pandas."""
    if hasattr(table, "toArrow") and all(_in_arrow(field.dataType) for field in table.schema.fields):
        try:
            return ArrowTable(table.toArrow())
        except ImportError:  # none, or too old a one
            pass
    return table.toPandas()


def _in_arrow(kind: Any) -> bool:
    return isinstance(kind.elementType if isinstance(kind, ArrayType) else kind, _IN_ARROW)


def digest(data: Any) -> str | None:
    """Digest of tables and arrays, in the order of their rows; None for data that cannot be compared."""
    if isinstance(data, ArrowTable):
        data = data.pandas()
    if isinstance(data, dict):
        data = tuple(data[name] for name in sorted(data, key=str))
    if isinstance(data, tuple):
        parts: list[Any] = [digest(part) for part in data]
        return None if None in parts else hashlib.sha256("".join(parts).encode()).hexdigest()[:16]
    try:
        if type(data).__module__.startswith("pandas."):
            from pandas.util import hash_pandas_object  # type: ignore[import-untyped]

            content = hash_pandas_object(data, index=False).to_numpy().tobytes()
        else:
            if data.dtype.hasobject:
                return None
            content = f"{data.dtype} {data.shape}".encode() + data.tobytes()
    except (AttributeError, TypeError):
        return None
    return hashlib.sha256(content).hexdigest()[:16]


def code_digest(function: Any) -> str | None:
    """Digest of the code of a function, without what it captures or calls; None where there is none to see."""
    while isinstance(function, functools.partial):
        function = function.func
    code = getattr(function, "__code__", None) or getattr(type(function).__call__, "__code__", None)
    return hashlib.sha256(repr(_content(code)).encode()).hexdigest()[:16] if isinstance(code, CodeType) else None


def _content(constant: Any) -> Any:
    """What a constant of a function's code is, wherever in memory it lies; its lines may move."""
    if isinstance(constant, CodeType):
        return constant.co_code, constant.co_names, [_content(inner) for inner in constant.co_consts]
    if isinstance(constant, frozenset):
        return sorted(map(repr, constant))
    return constant

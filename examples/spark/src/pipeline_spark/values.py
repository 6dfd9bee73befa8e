"""Columns of numbers, to and from a component.

wasmtime's package lowers and lifts a list item by item in Python, which takes a microsecond each. A numpy array is
filled or read at once: in the C API, values follow one another in memory, each with a byte for its kind and eight for
its value.
"""

import ctypes
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from wasmtime import _ffi as ffi
from wasmtime.component import U8, U32, U64, ListType

_VALUE: Final = np.dtype(
    {
        "names": ["kind", "of"],
        "formats": ["u1", "<u8"],
        "offsets": [ffi.wasmtime_component_val.kind.offset, ffi.wasmtime_component_val.of.offset],
        "itemsize": ctypes.sizeof(ffi.wasmtime_component_val),
    }
)
_KINDS: Final = {
    U8: (ffi.WASMTIME_COMPONENT_U8.value, np.uint8),
    U32: (ffi.WASMTIME_COMPONENT_U32.value, np.uint32),
    U64: (ffi.WASMTIME_COMPONENT_U64.value, np.uint64),
}
_item_by_item: Final = (ListType.convert_to_c, ListType.convert_from_c)


def _view(data: Any, count: int) -> NDArray[Any]:
    memory = (ctypes.c_char * (count * _VALUE.itemsize)).from_address(ctypes.addressof(data.contents))
    return np.frombuffer(memoryview(memory).cast("B"), dtype=_VALUE)


def _lower(self: ListType, store: Any, val: Any, ptr: Any) -> None:
    kind = _KINDS.get(type(self.element))
    if kind is None:
        return _item_by_item[0](self, store, val, ptr)
    values = np.frombuffer(val, dtype=np.uint8) if isinstance(val, bytes) else np.asarray(val)
    raw = ffi.wasmtime_component_vallist_t()
    ffi.wasmtime_component_vallist_new_uninit(raw, len(values))
    if len(values):
        view = _view(raw.data, len(values))
        view["kind"] = kind[0]
        view["of"] = values
    ptr.contents.kind = ffi.WASMTIME_COMPONENT_LIST
    ptr.contents.of.list = raw
    return None


def _lift(self: ListType, c: Any) -> Any:
    kind = _KINDS.get(type(self.element))
    if kind is None:
        return _item_by_item[1](self, c)
    raw = c.of.list
    values = _view(raw.data, raw.size)["of"].astype(kind[1]) if raw.size else np.empty(0, kind[1])
    ffi.wasmtime_component_vallist_delete(ctypes.byref(raw))
    return values


def by_the_column() -> None:
    """Convert lists of bytes and of unsigned numbers as numpy arrays from now on."""
    ListType.convert_to_c = _lower  # type: ignore[method-assign]
    ListType.convert_from_c = _lift  # type: ignore[method-assign]

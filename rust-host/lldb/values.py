"""Values of Rust components as text and lists.

A pointer of a component is an offset into its memory, of 32 bits. wasmtime describes it as a structure,
`WebAssemblyPtrWrapper<T>`, and each function's `__vmctx` knows where the memory begins.
"""

import json
import re

import lldb

# So much of a text or a list is shown.
MOST_BYTES = 400
MOST_ELEMENTS = 64

TEXT = r"^(&(mut )?str|alloc::string::String)$"
LIST = r"^(&(mut )?\[.+\]|alloc::vec::Vec<.+>)$"
POINTER = r"^WebAssembly(Ptr|Ref)Wrapper<.+>$"
# Of the contract, and of the validator's core.
COLUMN = r"^(.+::)?TextColumn$"


class UnreadableError(Exception):
    """A value that can't be shown, for example because it isn't initialized yet."""


def memory(value: lldb.SBValue) -> int:
    """The address at which the memory begins that a value's pointers refer to."""
    frame = value.GetFrame()
    if not frame.IsValid():
        frame = value.GetProcess().GetSelectedThread().GetSelectedFrame()
    address: int = frame.FindVariable("__vmctx").GetChildMemberWithName("memory").GetValueAsUnsigned(0)
    if not address:
        raise UnreadableError("the memory isn't known here")
    return address


def raw(value: lldb.SBValue, *path: str) -> lldb.SBValue:
    """A member of members, as it is in memory."""
    value = value.GetNonSyntheticValue()
    for name in path:
        value = value.GetChildMemberWithName(name).GetNonSyntheticValue()
    return value


def wrapper(value: lldb.SBValue, depth: int = 8) -> lldb.SBValue | None:
    """The first pointer in a value: a `Vec` holds its own within several structures of one member."""
    value = value.GetNonSyntheticValue()
    if re.match(POINTER, value.GetTypeName() or ""):
        return value
    if depth > 0:
        for at in range(value.GetNumChildren()):
            found = wrapper(value.GetChildAtIndex(at), depth - 1)
            if found:
                return found
    return None


def target(value: lldb.SBValue) -> tuple[int, lldb.SBType]:
    """Where a pointer leads to, and the type of what is there."""
    offset = raw(value, "__ptr").GetValueAsUnsigned(0)
    return memory(value) + offset, value.GetType().GetTemplateArgumentType(0)


def extent(value: lldb.SBValue) -> tuple[int, int, lldb.SBType]:
    """Address, length and type of the elements of a `&str`, `String`, slice or `Vec`."""
    pointer, length = raw(value, "data_ptr"), raw(value, "length")
    if not pointer.IsValid():
        vector = raw(value, "vec")
        vector = vector if vector.IsValid() else raw(value)
        found = wrapper(vector.GetChildMemberWithName("buf"))
        if found is None:
            raise UnreadableError("its pointer wasn't found")
        pointer, length = found, raw(vector, "len")
        address, _ = target(pointer)
        return address, length.GetValueAsUnsigned(0), vector.GetType().GetTemplateArgumentType(0)
    address, element = target(pointer)
    return address, length.GetValueAsUnsigned(0), element


def read(value: lldb.SBValue, address: int, length: int) -> bytes:
    if length == 0:
        return b""
    error = lldb.SBError()
    content: bytes | None = value.GetProcess().ReadMemory(address, length, error)
    if error.Fail() or content is None:
        raise UnreadableError(f"cannot read {length} bytes")
    return content


def quoted(content: bytes, length: int) -> str:
    """A text in quotes, its control characters escaped."""
    shown = json.dumps(content.decode("utf-8", "replace"), ensure_ascii=False)
    return shown if len(content) == length else f"{shown}… ({length} bytes)"


def text(value: lldb.SBValue, _internal: object) -> str:
    """The summary of a text."""
    try:
        address, length, _ = extent(value)
        return quoted(read(value, address, min(length, MOST_BYTES)), length)
    except UnreadableError as why:
        return f"<{why}>"


def numbers(value: lldb.SBValue) -> list[int]:
    """The first elements of a list of `u32`."""
    address, length, _ = extent(value)
    content = read(value, address, 4 * min(length, MOST_ELEMENTS))
    return [int.from_bytes(content[at : at + 4], "little") for at in range(0, len(content), 4)]


def column(value: lldb.SBValue, _internal: object) -> str:
    """The summary of a text column: its values."""
    try:
        address, length, _ = extent(raw(value, "text"))
        _, rows, _ = extent(raw(value, "ends"))
        values, start = [], 0
        for end in numbers(raw(value, "ends")):
            if end - start > MOST_BYTES or not start <= end <= length:
                break
            values.append(quoted(read(value, address + start, end - start), end - start))
            start = end
        more = "" if len(values) == rows else f", … ({rows} values)"
        return f"[{', '.join(values)}{more}]"
    except UnreadableError as why:
        return f"<{why}>"


def size(value: lldb.SBValue, _internal: object) -> str:
    """The summary of a list."""
    try:
        return f"{extent(value)[1]} elements"
    except UnreadableError as why:
        return f"<{why}>"


def pointee(value: lldb.SBValue, _internal: object) -> str:
    """The summary of a pointer: that of what it leads to."""
    try:
        address, kind = target(value)
        if not kind.IsValid() or kind.GetByteSize() == 0:
            return f"0x{raw(value, '__ptr').GetValueAsUnsigned(0):x}"
        found = value.CreateValueFromAddress("*", address, kind)
        # Without either, its members are shown. lldb would print None as a word.
        shown: str = found.GetSummary() or found.GetValue() or ""
        return shown
    except UnreadableError as why:
        return f"<{why}>"


class Elements:
    """The elements of a list, as children."""

    def __init__(self, value: lldb.SBValue, _internal: object) -> None:
        self.value = value

    def update(self) -> bool:
        try:
            self.address, self.length, self.element = extent(self.value)
        except UnreadableError:
            self.length = 0
        return False

    def num_children(self) -> int:
        return min(self.length, MOST_ELEMENTS) if self.length and self.element.IsValid() else 0

    def get_child_index(self, name: str) -> int:
        return int(name.strip("[]"))

    def get_child_at_index(self, at: int) -> lldb.SBValue:
        address = self.address + at * self.element.GetByteSize()
        return self.value.CreateValueFromAddress(f"[{at}]", address, self.element)


class Pointee:
    """The members of what a pointer leads to, as children."""

    def __init__(self, value: lldb.SBValue, _internal: object) -> None:
        self.value = value

    def update(self) -> bool:
        self.found: lldb.SBValue | None = None
        try:
            address, kind = target(self.value)
            if kind.IsValid() and kind.GetByteSize():
                self.found = self.value.CreateValueFromAddress("*", address, kind)
        except UnreadableError:
            pass
        return False

    def num_children(self) -> int:
        return self.found.GetNumChildren() if self.found else 0

    def get_child_index(self, name: str) -> int:
        return self.found.GetIndexOfChildWithName(name) if self.found else -1

    def get_child_at_index(self, at: int) -> lldb.SBValue | None:
        return self.found.GetChildAtIndex(at) if self.found else None


def __lldb_init_module(debugger: lldb.SBDebugger, _internal: object) -> None:
    summaries = [(TEXT, text, ""), (COLUMN, column, ""), (LIST, size, "--expand"), (POINTER, pointee, "--expand")]
    for pattern, function, options in summaries:
        debugger.HandleCommand(
            f"type summary add {options} --category pipeline --python-function {__name__}.{function.__name__} "
            f"--regex '{pattern}'"
        )
    for pattern, children in [(LIST, Elements), (POINTER, Pointee)]:
        debugger.HandleCommand(
            f"type synthetic add --category pipeline --python-class {__name__}.{children.__name__} --regex '{pattern}'"
        )
    debugger.HandleCommand("type category enable pipeline")

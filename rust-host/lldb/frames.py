"""Backtraces and steps that show only the checkout's own sources, whatever lies between.

Between two components lies an adapter, which wasmtime compiles from the canonical ABI; above the first component lies
the host with its libraries. `bt` prints all of them; `calls` leaves them out, and `into` steps through them. A
recognizer of frames could hide them from `bt` too, but lldb asks none where it finds no symbol, as in compiled
components.
"""

import os
import re
from pathlib import Path

import lldb

CHECKOUT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

# Folders of bindings.
GENERATED = ("/target/", "/internal/")

# How many steps `into` takes before it gives up.
LIMIT = 100

# Functions of bindings. Their lines are those of a macro in the component's own source.
BINDINGS = re.compile(r"_cabi(::|$)|::_rt::|^[a-z0-9-]+:[a-z0-9-]+/")

# The name of the breakpoint that `into` uses.
ENTRIES = "entries"

# Names of functions in Go that are the checkout's own.
GO = r"^\(?\*?(main|polyglot\.example/[^.]*)\."

# Functions of the host that are shown, although it has no source lines.
HOST = ("pipeline::", "pipeline_host::", "main")

# What Rust adds to the names of functions.
HASH = re.compile(r"::h[0-9a-f]{16}$")


def is_own(frame: lldb.SBFrame) -> bool:
    """Whether a frame is at a line of a file of the checkout, and not of a library or of generated code."""
    file = frame.GetLineEntry().GetFileSpec()
    path = os.path.normpath(file.fullpath or "")
    # The checkout may itself lie in a folder with such a name.
    within = path.startswith(f"{CHECKOUT}/") and not any(folder in path.removeprefix(CHECKOUT) for folder in GENERATED)
    named = HASH.sub("", frame.GetFunctionName() or "")
    return within and frame.GetLineEntry().GetLine() > 0 and os.path.isfile(path) and not BINDINGS.search(named)


def place(frame: lldb.SBFrame) -> tuple[str, int]:
    """The line where a frame is."""
    line = frame.GetLineEntry()
    return line.GetFileSpec().fullpath or "", line.GetLine()


def crates() -> list[str]:
    """The names of the checkout's crates, as they begin the names of their functions."""
    folders = [Path(CHECKOUT, folder) for folder in ("", "rust-components", "stages")]
    manifests = [path for folder in folders for path in folder.glob("*/Cargo.toml")]
    found = [re.search(r'^name = "([^"]+)"', path.read_text(encoding="utf-8"), re.MULTILINE) for path in manifests]
    return [match[1].replace("-", "_") for match in found if match]


def entries(target: lldb.SBTarget) -> lldb.SBBreakpoint:
    """The breakpoint at the beginning of each function of the checkout's own components, disabled."""
    known = lldb.SBBreakpointList(target)
    target.FindBreakpointsByName(ENTRIES, known)
    if known.GetSize():
        return known.GetBreakpointAtIndex(0)
    # Of functions in Rust, lldb searches the mangled names.
    rust = rf"^_ZN[0-9]+(_\$LT\$)?({'|'.join(crates())})([0-9]|\.\.)"
    made = target.BreakpointCreateByRegex(f"{rust}|{GO}")
    made.AddName(ENTRIES)
    made.SetEnabled(False)
    return made


def calls(
    _debugger: lldb.SBDebugger,
    _command: str,
    context: lldb.SBExecutionContext,
    result: lldb.SBCommandReturnObject,
    _internal: object,
) -> None:
    """Print the calls that led here, the innermost first, without adapters, libraries and the inside of the host."""
    thread = context.GetThread()
    if not thread.IsValid():
        result.SetError("cannot print the calls: no process is stopped; start one with `run`")
        return
    for frame in thread:
        name = HASH.sub("", frame.GetFunctionName() or "")
        if is_own(frame):
            line = frame.GetLineEntry()
            path = os.path.relpath(line.GetFileSpec().fullpath, CHECKOUT)
            result.AppendMessage(f"frame #{frame.GetFrameID()}: {name} at {path}:{line.GetLine()}")
        elif name.startswith(HOST):
            result.AppendMessage(f"frame #{frame.GetFrameID()}: {name}")


def into(
    debugger: lldb.SBDebugger,
    _command: str,
    context: lldb.SBExecutionContext,
    result: lldb.SBCommandReturnObject,
    _internal: object,
) -> None:
    """Step to the next line of the checkout's own sources, also into another component or out to the caller."""
    thread = context.GetThread()
    if not thread.IsValid():
        result.SetError("cannot step: no process is stopped; start one with `run`")
        return
    asynchronous = debugger.GetAsync()
    debugger.SetAsync(False)
    # lldb's own step doesn't find the way through an adapter, which has no source lines. So this is a step over the
    # line, which a breakpoint in any function of a component ends.
    callees = entries(context.GetTarget())
    callees.SetEnabled(True)
    start = place(thread.GetFrameAtIndex(0))
    try:
        for _ in range(LIMIT):
            if is_own(thread.GetFrameAtIndex(0)):
                thread.StepOver()
            else:
                thread.StepOut()
            frame = thread.GetFrameAtIndex(0)
            if is_own(frame) and place(frame) != start:
                break
            # Another breakpoint, a trap or the end.
            reason = thread.GetStopReason()
            entered = reason == lldb.eStopReasonBreakpoint and thread.GetStopReasonDataAtIndex(0) == callees.GetID()
            if reason != lldb.eStopReasonPlanComplete and not entered:
                break
        else:
            result.SetError(f"cannot step: found no line of `{CHECKOUT}` in {LIMIT} steps; use `finish` or `continue`")
    finally:
        callees.SetEnabled(False)
        debugger.SetAsync(asynchronous)
    debugger.HandleCommand("frame select 0")


def stop_at(
    _debugger: lldb.SBDebugger,
    command: str,
    context: lldb.SBExecutionContext,
    result: lldb.SBCommandReturnObject,
    _internal: object,
) -> None:
    """Stop once at a line, by its file and by what is in it: stop-at rust-validator/src/rules.rs age < self.min_age"""
    file, _, content = command.strip().partition(" ")
    try:
        with open(os.path.join(CHECKOUT, file), encoding="utf-8") as lines:
            found = [number for number, line in enumerate(lines, 1) if content and content in line]
    except OSError as error:
        result.SetError(f"cannot read `{file}`: {error.strerror}; name it by its path in `{CHECKOUT}`")
        return
    if not found:
        result.SetError(f"cannot stop in `{file}`: found no line with `{content}`")
        return
    breakpoint = context.GetTarget().BreakpointCreateByLocation(file, found[0])
    breakpoint.SetOneShot(True)
    result.AppendMessage(f"will stop at {file}:{found[0]}")


def __lldb_init_module(debugger: lldb.SBDebugger, _internal: object) -> None:
    for command in (
        f"command script add --overwrite --function {__name__}.calls calls",
        f"command script add --overwrite --function {__name__}.into into",
        f"command script add --overwrite --function {__name__}.stop_at stop-at",
    ):
        debugger.HandleCommand(command)

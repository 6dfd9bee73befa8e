"""Backtraces and steps that show only the checkout's own sources, whatever lies between.

Between two components lies an adapter, which wasmtime compiles from the canonical ABI; above the first component lies
the host with its libraries. `bt` leaves out their frames, and `bt --unfiltered` prints all. `into` steps through them.
"""

import os

import lldb

CHECKOUT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

# Folders of bindings.
GENERATED = ("/target/", "/internal/")

# How many steps `into` takes before it gives up.
LIMIT = 500

# Functions of the host that are shown, although it has no source lines.
HOST = ("pipeline::", "pipeline_host::", "main")


def is_own(frame: lldb.SBFrame) -> bool:
    """Whether a frame is at a line of a file of the checkout, and not of a library or of generated code."""
    file = frame.GetLineEntry().GetFileSpec()
    path = os.path.normpath(file.fullpath or "")
    within = path.startswith(f"{CHECKOUT}/") and not any(folder in path for folder in GENERATED)
    return within and os.path.isfile(path)


class Recognizer:
    """Hides frames from backtraces."""

    def get_recognized_arguments(self, _frame: lldb.SBFrame) -> list[lldb.SBValue]:
        """Required of a recognizer."""
        return []

    def should_hide(self, frame: lldb.SBFrame) -> bool:
        # Where the program stopped is shown in any case.
        if frame.GetFrameID() == 0 or is_own(frame):
            return False
        return not (frame.GetFunctionName() or "").startswith(HOST)


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
    try:
        for _ in range(LIMIT):
            thread.StepInto()
            # A breakpoint, a trap or the end comes first.
            if thread.GetStopReason() != lldb.eStopReasonPlanComplete or is_own(thread.GetFrameAtIndex(0)):
                break
        else:
            result.SetError(f"cannot step: found no line of `{CHECKOUT}` in {LIMIT} steps; use `finish` or `continue`")
    finally:
        debugger.SetAsync(asynchronous)
    debugger.HandleCommand("frame select 0")


def stop_at(
    _debugger: lldb.SBDebugger,
    command: str,
    context: lldb.SBExecutionContext,
    result: lldb.SBCommandReturnObject,
    _internal: object,
) -> None:
    """Stop once at a line, named by its file and by what is in it: stop-at rust-validator/src/rules.rs age < self.min_age"""
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
        f"frame recognizer add --python-class {__name__}.Recognizer --first-instruction-only false --regex --shlib . --function .",
        f"command script add --overwrite --function {__name__}.into into",
        f"command script add --overwrite --function {__name__}.stop_at stop-at",
    ):
        debugger.HandleCommand(command)

"""The component with faults for tests of the hosts: an input named `fault-reporter-trap.csv` triggers one."""

import os

import component
import reporting

Reporter = component.Reporter
_render = reporting.render


def render(totals: reporting.Totals, context: reporting.Context, format: reporting.Format) -> str:
    names = [source.name for source in context.sources]
    for fault, provoke in FAULTS.items():
        if any(f"fault-reporter-{fault}" in name for name in names):
            provoke()
    return _render(totals, context, format)


def _trap() -> None:
    os.abort()


def _run_on() -> None:
    while True:
        pass


def _allocate() -> None:
    kept = []
    while True:
        kept.append(bytearray(1 << 16))


def _recurse() -> None:
    _recurse()


def _raise() -> None:
    raise ValueError("asked for")


FAULTS = {"trap": _trap, "loop": _run_on, "memory": _allocate, "recursion": _recurse, "exception": _raise}

reporting.render = render

"""Prints the nanoseconds that a call takes which does nothing.

usage: call_foreign.py LIBRARIES rust|go|rust-to-go COUNT     rust and go: from Python, whose loop is included
"""

import ctypes
import sys
import time
from collections.abc import Callable


def loop(nothing: Callable[[int], int], count: int) -> float:
    for n in range(count // 10):
        nothing(n)
    start = time.perf_counter_ns()
    for n in range(count):
        nothing(n)
    return (time.perf_counter_ns() - start) / count


def main(libraries: str, what: str, count: str) -> None:
    sys.path.insert(0, libraries)
    import foreign

    library = f"{libraries}/libusers.so"
    match what:
        case "rust":
            took = loop(foreign.nothing, int(count))
        case "go":
            nothing = ctypes.CDLL(library).users_nothing
            nothing.argtypes, nothing.restype = [ctypes.c_uint32], ctypes.c_uint32
            took = loop(nothing, int(count))
        case _:
            took = foreign.call_go(library, int(count))
    print(f"{took:.2f}")


if __name__ == "__main__":
    main(*sys.argv[1:])

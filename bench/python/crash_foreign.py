"""Makes one language of the process fail. Python's own way out is the line that it prints at the end.

usage: crash_foreign.py LIBRARIES python|rust-panic|rust-recursion|go-nil
"""

import ctypes
import sys


def main(libraries: str, what: str) -> None:
    sys.path.insert(0, libraries)
    import foreign

    try:
        match what:
            case "python":
                raise RuntimeError("asked for")
            case "rust-panic":
                foreign.panic()
            case "rust-recursion":
                foreign.overflow(0)
            case "go-nil":
                ctypes.CDLL(f"{libraries}/libusers.so").users_crash()
    finally:
        print("finally", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

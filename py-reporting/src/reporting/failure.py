"""Describes a failure of this package without reading source files, since the component has no file system."""

# How many calls are listed from each end of a long trace.
SHOWN = 8


def describe(error: BaseException) -> str:
    """Type and message, then the calls, such as `reporting/page.py:31 render`, with the innermost last."""
    calls = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        calls.append(f"  {_short(code.co_filename)}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    if len(calls) > 2 * SHOWN:
        calls[SHOWN:-SHOWN] = [f"  … {len(calls) - 2 * SHOWN} more"]
    return "\n".join([f"{type(error).__name__}: {error}", *calls])


def _short(file: str) -> str:
    """The end of a path. In the component, sources are in `/0`, and the top one has no folder."""
    return "/".join(part for part in file.rsplit("/", 2)[-2:] if not part.isdecimal())

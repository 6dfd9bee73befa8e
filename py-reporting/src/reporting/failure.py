"""Describes a failure of this package without touching a file, which a component without imports couldn't do."""


def describe(error: BaseException) -> str:
    """Type and message, then the calls that led there, the innermost last: `reporting/page.py:31 render`."""
    lines = [f"{type(error).__name__}: {error}"]
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        file = "/".join(code.co_filename.rsplit("/", 2)[-2:])
        lines.append(f"  {file}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return "\n".join(lines)

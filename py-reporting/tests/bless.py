"""Writes the reports that tests expect of the sample runs. Review the difference before committing it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

import expected
import samples
from reporting import Format, render

for name, run in samples.ALL.items():
    for format in Format:
        expected.path(name, format).write_text(render(*run, format), encoding="utf-8", newline="")

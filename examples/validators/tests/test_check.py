"""Each validator keeps the contract, by the kit that checks a component without a pipeline."""

import subprocess

import pytest

from languages import CHECKOUT, LANGUAGES


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_promise_is_kept(name: str) -> None:
    command = [f"{CHECKOUT}/bin/pipeline", "check", "--quiet", "--timeout", "600", str(LANGUAGES[name].component)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stdout) == (0, "")

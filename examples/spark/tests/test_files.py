"""Files and folders on this machine, without a cluster: what is read, kept and written."""

import os
import subprocess
from pathlib import Path

import pytest

from pipeline_spark import compiled
from pipeline_spark.failure import Failure, of_the_job
from pipeline_spark.inputs import Input, files
from pipeline_spark.publish import KINDS, REPORTS, Staging
from pipeline_spark.run import _rules
from pipeline_spark.tasks import _read

ROOT = Path(__file__).parents[3]


def hosts(*arguments: object) -> str:
    """Return the error of the Rust host."""
    command = [ROOT / "bin/pipeline", "run", ROOT / "samples/users.csv", "--out", "/nonexistent/out", *arguments]
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False).stderr


def test_rules_have_the_hosts_limit(tmp_path: Path) -> None:
    """And its message. A comment fills the file."""
    rules = tmp_path / "long.rules"
    rules.write_text("#" * (1 << 20))
    assert _rules(rules) == rules.read_text()
    assert "more than" not in hosts("--rules", rules)
    rules.write_text("#" * ((1 << 20) + 1))
    with pytest.raises(Failure) as failure:
        _rules(rules)
    assert hosts("--rules", rules).startswith(f"error: {failure.value}")


def test_a_component_has_the_hosts_limit(tmp_path: Path) -> None:
    """A file with holes needs no space."""
    component = tmp_path / "long.wasm"
    component.write_bytes(b"\0asm\x0d\0\x01\0")
    os.truncate(component, (256 << 20) + 1)
    with pytest.raises(Failure) as failure:
        compiled.compiled(component)
    assert hosts("--component", component).startswith(f"error: {failure.value}")


@pytest.mark.parametrize(
    ("above", "mode", "used"), [(0, 0o700, True), (0, 0o720, False), (1, 0o777, False), (1, 0o1777, True)]
)
def test_code_is_kept_where_nobody_else_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, above: int, mode: int, used: bool
) -> None:
    """It runs unchecked."""
    monkeypatch.setenv("POLYGLOT_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "cache/spark"
    folder.mkdir(parents=True)
    (folder, folder.parent)[above].chmod(mode)
    if used:
        assert compiled.package().parent == folder
    else:
        with pytest.raises(Failure, match="others can write to `"):
            compiled.package()


@pytest.mark.parametrize("change", ["mode", "link"])
def test_code_that_others_can_write_is_renewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    """A file that isn't the user's alone is written again."""
    monkeypatch.setenv("POLYGLOT_CACHE", str(tmp_path / "cache"))
    kept = compiled.package()
    content = kept.read_bytes()
    if change == "mode":
        kept.write_bytes(b"changed")
        kept.chmod(0o666)
    else:
        kept.unlink()
        (tmp_path / "elsewhere").write_bytes(b"changed")
        kept.symlink_to(tmp_path / "elsewhere")
    assert compiled.package().read_bytes() == content
    assert not kept.is_symlink()


def test_an_earlier_folder_keeps_what_it_is(tmp_path: Path) -> None:
    """Users are personal data: a folder that is closed stays closed."""
    out = tmp_path / "out"
    out.mkdir(mode=0o700)
    (out / "report.md").write_text("earlier")
    if os.geteuid() == 0:
        os.chown(out, 12345, 12346)
    os.setxattr(out, "user.kept", b"yes")
    before = out.stat()
    staging = Staging.beside(str(out))
    staging.fs.create_dir(f"{staging.folder}/lines/kind=users")
    staging.publish(dict.fromkeys(REPORTS, "new"))
    after = out.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
    assert os.getxattr(out, "user.kept") == b"yes"
    assert {path.name for path in out.iterdir()} == {*KINDS.values(), *REPORTS}
    assert (out / "report.md").read_text() == "new"


def test_an_output_that_is_read_is_refused(tmp_path: Path) -> None:
    """It would be replaced; by any path to it."""
    out = tmp_path / "out"
    out.mkdir()
    (tmp_path / "link").symlink_to(out)
    (tmp_path / "outside.csv").touch()
    for name in (out / "users.ndjson", tmp_path / "link/users.ndjson", f"file://{out}/users.ndjson/part-0.txt"):
        with pytest.raises(Failure, match="would be replaced; name another folder") as failure:
            Staging.refuse_inputs(f"{out}/", [str(tmp_path / "outside.csv"), str(name)])
        assert failure.value.exit_code == 2
    Staging.refuse_inputs(str(out), [str(tmp_path / "outside.csv"), f"{out}-2/users.ndjson"])


def test_a_link_to_an_output_stays_one(tmp_path: Path) -> None:
    """What it points to is replaced."""
    out, link = tmp_path / "out", tmp_path / "link"
    out.mkdir()
    link.symlink_to("out")
    staging = Staging.beside(f"{link}/")
    staging.fs.create_dir(f"{staging.folder}/lines/kind=users")
    staging.publish(dict.fromkeys(REPORTS, "new"))
    assert link.is_symlink()
    assert {path.name for path in out.iterdir()} == {*KINDS.values(), *REPORTS}
    link.unlink()
    link.symlink_to("nowhere")
    with pytest.raises(Failure, match="found a link to `nowhere`, which doesn't exist, expected a folder") as failure:
        Staging.beside(str(link))
    assert failure.value.exit_code == 4


def test_a_place_that_cannot_be_written_is_named_as_by_the_hosts(tmp_path: Path) -> None:
    """Not with the name of a hidden folder."""
    (tmp_path / "file").touch()
    for out, why in (
        (tmp_path / "file/out", "not a directory"),
        ("bogus://a/b", "Unrecognized filesystem type in URI: bogus://a/b"),
    ):
        with pytest.raises(Failure) as failure:
            Staging.beside(str(out))
        assert (str(failure.value), failure.value.exit_code) == (f"cannot write `{out}`: {why}", 4)


def test_a_device_or_a_pipe_is_no_input(tmp_path: Path) -> None:
    """A pipe would be waited for, and read only once."""
    os.mkfifo(tmp_path / "pipe")
    for name in ("/dev/null", str(tmp_path / "pipe")):
        with pytest.raises(Failure, match="found a device or a pipe, expected a file or folder") as failure:
            files([name])
        assert failure.value.exit_code == 2


def test_a_folder_without_files_is_no_input(tmp_path: Path) -> None:
    """An earlier output would be replaced by an empty one. Files that aren't hidden are named by their order."""
    (tmp_path / "below").mkdir()
    for hidden in ("_SUCCESS", ".crc", "below/_SUCCESS"):
        (tmp_path / hidden).touch()
        with pytest.raises(Failure, match="found no file in it, expected one that isn't hidden") as failure:
            files([str(tmp_path)])
        assert failure.value.exit_code == 2
    (tmp_path / "below/part-0.csv").touch()
    assert files([str(tmp_path)]) == [f"{tmp_path}/below/part-0.csv"]


@pytest.mark.parametrize("change", ["cut", "removed"])
def test_an_input_that_changes_is_named(tmp_path: Path, change: str) -> None:
    """Its missing records would otherwise be missed by nobody. What an executor raises, the driver gets as text."""
    path = tmp_path / "in.csv"
    path.write_bytes(b"name,email,age\n" * 10)
    one = Input("in.csv", str(path), 150, None, 0)
    assert len(_read(one, 15, 150)) == 135
    if change == "cut":
        os.truncate(path, 100)
    else:
        path.unlink()
    with pytest.raises(Failure) as raised:
        _read(one, 15, 150)
    error = raised.value
    failure = of_the_job(Exception(f"Traceback:\n{type(error).__module__}.{type(error).__name__}: {error}\n"))
    why = {
        "cut": "found 100 bytes, expected 150: it was cut short while it was read",
        "removed": "no such file or directory",
    }
    assert (failure.message, failure.exit_code) == (f"cannot read `in.csv`: {why[change]}", 2)

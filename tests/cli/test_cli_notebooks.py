"""`studio notebooks`, as a shell sees it."""

import json

import pytest

from studio.cli.app import main


@pytest.fixture
def run(capsys):
    def run(*arguments):
        code = main(["notebooks", *map(str, arguments)])
        return code, *capsys.readouterr()

    return run


def test_notebooks_are_copied_and_never_over_ones_own(run, tmp_path):
    folder = tmp_path / "my work"
    code, stdout, stderr = run(folder, "--json")
    assert (code, stderr) == (0, "")
    copies = json.loads(stdout)
    assert copies == [str(path) for path in sorted(folder.iterdir())]
    assert all(json.loads(path.read_text())["nbformat"] == 4 for path in folder.iterdir())

    first = min(folder.iterdir())
    first.write_text("mine")
    code, _, stderr = run(folder)
    assert code == 1
    assert f"[already-exists] {folder} has {first.name}" in stderr
    assert first.read_text() == "mine"
    code, stdout, _ = run(folder, "--overwrite")
    assert (code, stdout.splitlines()[-1]) == (0, f"Open them with: jupyter lab '{folder}'")
    assert first.read_text() != "mine"


def test_folder_that_cannot_be_written_is_told(run, tmp_path):
    (tmp_path / "file").touch()
    code, _, stderr = run(tmp_path / "file" / "notebooks")
    assert (code, "[storage-failed]" in stderr) == (1, True)

"""The page of a home folder on a full or read-only disk: it opens for listening, and says what it cannot do."""

import pytest
from small_disk import run_on_small_disk

#: A home with one take and one preset; then the disk refuses to write, and the page is opened.
BEGIN = """
import json, os, sys, urllib.request
from pathlib import Path

sys.path.insert(0, "tests/support")
from short_takes import take
from studio_process import open_studio

from studio import Workspace

disk = Path(sys.argv[1])
home = disk / "home"
with Workspace(home) as workspace:
    workspace.library.add(take(1))
    workspace.keep(take(1), "Evening")
"""
FULL = """
refusal = "No space left on device"
with open(disk / "filler", "ab", buffering=0) as file:
    for size in (1 << 16, 1 << 12, 1):
        try:
            while file.write(bytes(size)):
                pass
        except OSError as error:
            assert error.strerror == refusal
"""
READ_ONLY = """
refusal = "Read-only file system"
if os.system(f"mount -o remount,ro {disk}"):
    refusal = "Permission denied"
    for path in (home, *home.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    disk.chmod(0o755)
    os.setuid(65534)  # root may write whatever the permissions are
"""
VISIT = """
def get(path):
    with urllib.request.urlopen(address + path) as answer:
        return answer.read()

with open_studio(home, forked=False) as address:
    engine = json.loads(get("studio/engine.json"))
    assert engine["state"] == "failed" and refusal in engine["error"]["what"], engine
    assert b"gradio" in get("")
    assert get(f"studio/takes/{take(1).id}.flac").startswith(b"fLaC")
    assert "Evening" in [preset["name"] for preset in json.loads(get("studio/presets.json"))]
    assert json.loads(get(f"studio/measure.json?ref=take:{take(1).id}"))["clips"]
"""


@pytest.mark.parametrize("refuse", [FULL, READ_ONLY], ids=["full", "read-only"])
def test_page_opens_where_nothing_can_be_written(refuse: str, tmp_path) -> None:
    run_on_small_disk(BEGIN + refuse + VISIT, tmp_path)

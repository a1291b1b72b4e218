"""Several programs that write to one home folder at once: no write is lost, and none waits in vain for a lock."""

import subprocess
import sys
from contextlib import ExitStack

from short_takes import take

from studio import Workspace
from studio.store.check import check

PROGRAMS, TAKES = 3, 15

PROGRAM = """
import sys
from dataclasses import replace
from datetime import timedelta
sys.path.append(sys.argv[4])
from short_takes import take
from studio import Workspace

home, number, takes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with Workspace(home) as workspace:
    print("ready", flush=True)
    sys.stdin.readline()
    for place in range(takes):
        key = 1000 * number + place
        made = take(key, audition=f"{key:032x}")
        assert workspace.library.versions.begin(made.audition, [made.recipe])
        workspace.library.add(made)
        workspace.library.versions.end(made.audition, "done")
        workspace.rate(made, note=f"program{number} take{place}", tags=[f"program{number}"])
        workspace.tag(f"{1:032x}", [f"{number}-{place % 5}"])
        workspace.library.measurements.keep(f"{key}", "method", {"pitch": float(key)})
        workspace.library.measurements.assign(made.id, f"{key}", "method")
        assert len(workspace.search(f"tag:program{number} pitch:{key}")) == 1
        if place % 5 == 0:
            workspace.keep(made, f"Voice {key}")
            workspace.library.bin.put([made.id])
    print("done", flush=True)
"""


def test_three_programs_write_at_once_and_nothing_is_lost(tmp_path):
    with Workspace(tmp_path) as workspace:
        workspace.library.add(take(1))
    with ExitStack() as running:
        programs = []
        for number in range(1, PROGRAMS + 1):
            given = [
                str(tmp_path),
                str(number),
                str(TAKES),
                *[path for path in sys.path if path.endswith("support")][:1],
            ]
            command = [sys.executable, "-c", PROGRAM, *given]
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
            programs.append(running.enter_context(subprocess.Popen(command, text=True, **pipes)))
            running.callback(programs[-1].kill)
        assert [program.stdout.readline() for program in programs] == ["ready\n"] * PROGRAMS
        for program in programs:
            program.stdin.write("go\n")
            program.stdin.flush()
        said = [program.communicate() for program in programs]

    assert said == [("done\n", "")] * PROGRAMS
    with Workspace(tmp_path) as workspace:
        shared = workspace.library.entry(take(1).id).rating.tags
        assert shared == tuple(f"{number}-{place}" for number in range(1, PROGRAMS + 1) for place in range(5))
        for number in range(1, PROGRAMS + 1):
            assert len(workspace.search(f"tag:program{number} program{number}")) == TAKES - 3
        versions = [version for (version,) in workspace.library.database.read("SELECT version FROM auditions")]
        assert sorted(versions) == list(range(1, PROGRAMS * TAKES + 2))
        assert len(workspace.library.binned()) == PROGRAMS * 3
        assert sum(not preset.starter for preset in workspace.presets.values()) == PROGRAMS * 3
    assert check(tmp_path, sounds=True) == ()

"""The `studio` command, as a shell sees it."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
import soundfile
from processes import until, wait_until_gone

DESIGN = ["design", "a calm woman", "--text", "Good evening.", "--backend", "sketch"]


@pytest.fixture
def run(tmp_path):
    def run(*arguments, environment=None, **options):
        environment = os.environ | {"STUDIO_HOME": str(tmp_path / "home")} | (environment or {})
        command = [sys.executable, "-m", "studio", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, **options)

    return run


def test_design_writes_a_sound_file_and_a_recipe_for_each_take(run, tmp_path):
    done = run(*DESIGN, "-n", "2", "--seed", "7", "-o", str(tmp_path / "out"), "--json")
    made = json.loads(done.stdout)

    assert (done.returncode, done.stderr) == (0, "")
    assert [entry["seed"] for entry in made] == [7, 8]
    for entry in made:
        samples, sample_rate = soundfile.read(entry["file"])
        assert sample_rate == 24_000
        assert len(samples) / sample_rate == pytest.approx(entry["duration"], abs=1e-3)
        recipe = json.loads(Path(entry["file"]).with_suffix(".json").read_text())
        assert recipe == entry["recipe"]
        assert recipe["description"] == "a calm woman"


def test_takes_of_an_earlier_command_are_not_replaced(run, tmp_path):
    folder = tmp_path / "out"
    assert run(*DESIGN, "-n", "2", "-o", str(folder)).returncode == 0
    earlier = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = run(*DESIGN, "-n", "1", "-o", str(folder), "--json")

    assert [entry["file"] for entry in json.loads(done.stdout)] == [str(folder / "v2-1.flac")]
    assert {name: (folder / name).read_bytes() for name in earlier} == earlier


def test_design_reports_a_description_in_another_language(run, tmp_path):
    done = run("design", "una voz profunda", *DESIGN[2:], "-n", "1", "-o", str(tmp_path / "out"))
    assert (done.returncode, "does not understand Spanish" in done.stderr) == (0, True)


def test_same_seed_writes_same_samples(run, tmp_path):
    for folder in ("one", "two"):
        assert run(*DESIGN, "-n", "1", "--seed", "7", "-o", str(tmp_path / folder)).returncode == 0

    (one,), (two,) = ((tmp_path / folder).glob("*.flac") for folder in ("one", "two"))
    assert soundfile.read(one)[0].tolist() == soundfile.read(two)[0].tolist()


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("invalid-description", ["design", "", "--text", "Hello."]),
        ("invalid-text", ["design", "a voice", "--text", "… !?"]),
        ("invalid-takes", [*DESIGN, "-n", "99"]),
        ("invalid-seed", [*DESIGN, "--seed", "seven"]),
        ("unknown-language", [*DESIGN, "--language", "Klingon"]),
        ("invalid-temperature", [*DESIGN, "--temperature", "-1"]),
        ("unknown-backend", [*DESIGN[:-1], "fairy"]),
        ("model-missing", ["design", "a voice", "--text", "Hello.", "--model", "./nowhere"]),
        ("storage-failed", [*DESIGN, "--home", "/dev/null/home"]),
        ("not-found", ["say", "nobody", "Hello."]),
        ("invalid-text", ["say", "bright-guide", "word " * 5_000]),
        ("invalid-input", ["say", "bright-guide"]),
        ("invalid-input", ["say", "bright-guide", "Hello.", "--file", "hello.txt"]),
        ("invalid-input", ["replay", "bright-guide"]),
    ],
)
def test_error_has_a_code_a_sentence_and_exit_code_1(run, tmp_path, code, changed):
    output = tmp_path / ("out.m4a" if changed[0] == "replay" else "out.wav" if changed[0] == "say" else "out")
    done = run(*changed, "-o", str(output))

    assert done.returncode == 1
    assert done.stdout == ""
    assert not output.exists()
    assert re.fullmatch(rf"studio: \[{code}\] .+\. .+\n", done.stderr), done.stderr


@pytest.mark.parametrize(
    "wrong", [["design"], ["sing"], [""], ["ui", "--port", "99999"], ["presets", "show"], ["--nonsense"]]
)
def test_wrong_usage_has_exit_code_2(run, wrong):
    done = run(*wrong)

    assert done.returncode == 2
    assert "Usage: studio" in done.stderr


def test_options_before_the_command_are_rejected(run):
    done = run("--port", "7999", "presets", "list")

    assert done.returncode == 2
    assert "The command comes before its options: studio presets …" in done.stderr


def test_help_of_a_command_describes_it(run):
    assert "Make takes of a described voice and write them as files." in run("design", "--help").stdout
    assert "Test whether a saved voice stays the same over five texts." in run("consistency", "--help").stdout


def test_file_in_place_of_the_output_folder_is_an_error(run, tmp_path):
    (tmp_path / "out").write_text("")
    done = run(*DESIGN, "-o", str(tmp_path / "out"))

    assert done.returncode == 1
    assert f"{tmp_path / 'out'} cannot be written: File exists." in done.stderr
    assert "Choose another place" in done.stderr


def test_output_folder_that_cannot_be_written_is_an_error(run):
    done = run(*DESIGN, "-n", "1", "-o", "/dev/null/out")

    assert done.returncode == 1
    assert "[storage-failed]" in done.stderr


def test_presets_are_listed_and_shown(run, tmp_path):
    keep = (
        "from studio import Studio\n"
        f"with Studio(home={str(tmp_path / 'home')!r}, backend='sketch') as studio:\n"
        "    take = studio.design('a calm woman', text='Good evening.', takes=1, seed=7)[0]\n"
        "    studio.keep(take, 'Evening', tags=['calm'], notes='for the prologue')\n"
    )
    subprocess.run([sys.executable, "-c", keep], check=True)
    listed = run("presets", "list")
    shown = json.loads(run("presets", "show", "evening", "--json").stdout)

    assert "Evening" in listed.stdout.splitlines()[0]
    assert (shown["name"], shown["tags"], shown["recipe"]["seed"]) == ("Evening", ["calm"], 7)
    assert "for the prologue" in run("presets", "show", "Evening").stdout
    assert "[not-found]" in run("presets", "show", "Nobody").stderr


def test_preset_is_deleted_and_restored(run, tmp_path):
    starter = next((Path(__file__).parents[2] / "presets").glob("*/preset.json")).parent
    run("presets", "import", str(starter))
    name = json.loads((starter / "preset.json").read_text())["name"]
    deleted = run("presets", "delete", name)

    assert (deleted.returncode, f"{name} is in the bin until " in deleted.stdout) == (0, True)
    assert name in run("presets", "bin").stdout
    assert [each["name"] for each in json.loads(run("presets", "bin", "--json").stdout)] == [name]
    assert run("presets", "restore", name).stdout == f"{name} is among your presets, as {starter.name}-2\n"
    assert run("presets", "bin").stdout == "The bin is empty.\n"
    assert "[not-found]" in run("presets", "restore", name).stderr


def test_unreadable_preset_is_reported_with_the_reason(run, tmp_path):
    folder = tmp_path / "home" / "presets" / "evening"
    folder.mkdir(parents=True)
    (folder / "preset.json").write_text('{"schema": 99}')
    listed = run("presets", "list")

    assert listed.returncode == 0
    assert listed.stderr.startswith(f"studio: {folder} cannot be read. It was written by a newer studio")
    assert "[storage-failed]" in run("presets", "show", "evening").stderr


def test_presets_are_listed_beside_one_that_utf_8_cannot_encode(run, tmp_path):
    folder = tmp_path / "home" / "presets" / "evening"
    folder.mkdir(parents=True)
    starter = json.loads(run("presets", "list", "--json").stdout)[0]
    del starter["slug"], starter["starter"]
    starter["recipe"]["backend"] = "\ud800"
    (folder / "preset.json").write_text(json.dumps(starter))
    listed, as_json = run("presets", "list"), run("presets", "list", "--json")

    assert (listed.returncode, as_json.returncode) == (0, 0)
    assert "backend must be plain text" in listed.stderr
    assert len(json.loads(as_json.stdout)) == len(listed.stdout.splitlines()) > 1


def test_json_is_printed_on_a_terminal_with_few_characters(run):
    listed = run("presets", "list", "--json", environment={"PYTHONIOENCODING": "ascii"})

    assert json.loads(listed.stdout) == json.loads(run("presets", "list", "--json").stdout)


def test_doctor_shows_what_is_installed_and_what_is_used(run, tmp_path):
    found = json.loads(run("doctor", "--json").stdout)

    assert found["backend"]["chosen"] in ("sketch", "qwen3")
    assert found["backend"]["reason"]
    assert found["studio"]["mlx"]
    assert found["folders"]["home"] == str(tmp_path / "home")
    assert found["machine"]["memory"]
    assert found["models"]["recommended"].count("mlx-community/Qwen3-TTS-12Hz-") == 2
    assert found["models"]["to get one"].startswith("studio models download ")
    assert "sketch" in run("doctor", "--backend", "sketch").stdout


def test_doctor_has_exit_code_1_when_no_backend_can_speak_and_reports_a_home_that_is_not_a_folder(run, tmp_path):
    (tmp_path / "home").write_text("")
    done = run("doctor", "--model", "./nowhere", "--json")

    assert done.returncode == 1
    assert json.loads(done.stdout)["backend"]["code"] == "model-missing"
    assert not json.loads(done.stdout)["folders"]["writable"]


#: Runs commands in a home folder, and with a hub cache, that were made private by another user.
PRIVATE = """
import os, sys
from studio.cli.app import main

commands = [["doctor"], ["models", "list"], ["presets", "list"], ["takes", "list"]]
for command in commands:
    main(command)  # imports everything that the next user may not be able to read
os.chmod(sys.argv[1], 0)
if os.geteuid() == 0:
    os.setuid(65534)  # root may read whatever the permissions are
print("THEN")
for command in commands:
    print(main(command), command)
"""


def test_folders_that_may_not_be_read_are_reported(tmp_path):
    private = tmp_path / "private"
    (private / "hub").mkdir(parents=True)
    variables = {"STUDIO_HOME": str(private / "home"), "HF_HOME": str(private)}
    done = subprocess.run(
        [sys.executable, "-c", PRIVATE, str(private)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | variables,
    )
    private.chmod(0o700)
    printed = done.stdout.partition("THEN\n")[2]

    assert re.findall(r"^\d \[.*", printed, re.MULTILINE) == [
        "1 ['doctor']",
        "0 ['models', 'list']",
        "1 ['presets', 'list']",
        "1 ['takes', 'list']",
    ]
    assert f"{private}/hub (cannot be read: Permission denied)" in printed
    assert re.findall(r"^studio: \[not-writable\] (.+): Permission denied\. .+$", done.stderr, re.MULTILINE) == [
        f"{private}/home/presets cannot be read",
        f"{private}/home cannot be written",
    ]
    assert "Traceback" not in done.stderr


def test_ctrl_c_stops_a_design_and_leaves_no_process(tmp_path):
    studio = [sys.executable, str(Path(__file__).parents[1] / "support" / "misbehaving_studio.py")]
    command = [*studio, *DESIGN[:2], "--text", "lead until never", "-n", "8", "-o", str(tmp_path / "out")]
    command += ["--backend", "sketch", "--home", str(tmp_path / "home")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        takes = tmp_path / "home" / "takes"
        until(lambda: takes.is_dir() and any(takes.iterdir()))
        (worker,) = psutil.Process(running.pid).children()
        running.send_signal(signal.SIGINT)
        _, stderr = running.communicate()
        wait_until_gone(worker.pid)

    assert running.returncode == 130
    assert stderr == "studio: stopped.\n"


@pytest.mark.parametrize("command", [["say", "bright-guide", "Hello.", "--backend", "sketch"], ["replay", "nobody"]])
def test_output_that_is_not_a_file_is_rejected_before_any_work(run, tmp_path, command):
    os.mkfifo(tmp_path / "out.wav")
    done = run(*command, "-o", str(tmp_path / "out.wav"))

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"studio: [storage-failed] {tmp_path}/out.wav is a pipe, not a file.")
    assert not (tmp_path / "home").exists()

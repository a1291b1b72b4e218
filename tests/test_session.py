"""`Studio` from a description to a preset, with the sketch backend and a real process."""

import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import numpy as np
import psutil
import pytest

import studio.engine.shared as shared
from studio import (
    AlreadyExists,
    Cancelled,
    EngineClosed,
    InvalidInput,
    ModelMissing,
    NotFound,
    Rating,
    StorageFailed,
    Studio,
    WorkerCrashed,
)
from studio.engine.engine import Engine

DESCRIPTION = "A calm woman in her sixties, low register, slow, slightly husky."
TEXT = "Good evening, and welcome to the studio."


@pytest.fixture
def studio(tmp_path):
    with Studio(home=tmp_path / "home", backend="sketch") as studio:
        yield studio


def test_design_returns_takes_in_order_with_samples_and_recipes(studio):
    takes = studio.design(DESCRIPTION, text=TEXT, takes=3, seed=7)

    assert [take.recipe.seed for take in takes] == [7, 8, 9]
    for take in takes:
        assert take.samples.dtype == np.float32
        assert take.samples.ndim == 1
        assert take.sample_rate == 24_000
        assert 1.0 < take.duration < 10.0
        assert 0.01 < np.abs(take.samples).max() < 1.0
        assert (take.recipe.description, take.recipe.text, take.recipe.backend) == (DESCRIPTION, TEXT, "sketch")
        assert take.recipe.versions["espeak-ng"]


def test_the_same_seed_makes_the_same_takes_in_every_run(tmp_path):
    runs = []
    for run in range(2):
        with Studio(home=tmp_path / str(run), backend="sketch") as studio:
            studio.design("another voice", text="Something else.", takes=run + 1)
            runs.append(studio.design(DESCRIPTION, text=TEXT, takes=3, seed=7))

    assert [a.samples.tobytes() == b.samples.tobytes() for a, b in zip(*runs, strict=True)] == [True] * 3


def test_seeds_are_consecutive_so_each_take_can_be_made_alone(studio):
    third = studio.design(DESCRIPTION, text=TEXT, takes=3, seed=7)[2]
    alone = studio.design(DESCRIPTION, text=TEXT, takes=1, seed=9)[0]

    assert third.samples.tobytes() == alone.samples.tobytes()


def test_an_audition_reports_progress_and_ends_as_done(studio):
    audition = studio.start_design(DESCRIPTION, text=TEXT, takes=2)
    states = list(audition.follow())

    assert states[-1].phase == "done"
    assert [state.fraction for state in states[-1].takes] == [1.0, 1.0]
    assert all(state.phase in ("queued", "working") for state in states[:-1])
    assert list(audition.follow()) == [states[-1]]


@pytest.fixture
def slow_studio(tmp_path, monkeypatch):
    """Return a studio whose worker follows instructions in the text, here to make only the first of several takes."""
    worker = Path(__file__).parent / "support" / "misbehaving_worker.py"
    monkeypatch.setattr(shared, "Engine", partial(Engine, command=(sys.executable, "-P", str(worker))))
    with Studio(home=tmp_path / "slow", backend="sketch") as studio:
        yield studio


def test_a_cancelled_audition_keeps_its_finished_takes(slow_studio):
    audition = slow_studio.start_design(DESCRIPTION, text="lead until never", takes=8, seed=1)
    for state in audition.follow():
        if state.finished:
            audition.cancel()

    assert audition.state.phase == "cancelled"
    assert len(audition.state.finished) == 1
    assert [take.id for take in slow_studio.library.latest()] == [take.id for take in audition.state.finished]
    with pytest.raises(Cancelled):
        audition.wait()


def test_each_of_many_threads_gets_its_own_takes(studio):
    alone = {seed: studio.design(DESCRIPTION, text=TEXT, takes=1, seed=seed)[0].samples for seed in range(6)}
    same = {}

    def design(seed):
        same[seed] = (studio.design(DESCRIPTION, text=TEXT, takes=1, seed=seed)[0].samples == alone[seed]).all()

    threads = [threading.Thread(target=design, args=(seed,)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert same == dict.fromkeys(range(6), True)


def test_a_killed_worker_fails_one_audition_and_loses_no_take(slow_studio):
    studio = slow_studio
    heard = studio.design(DESCRIPTION, text=TEXT, takes=1, seed=7)[0]
    audition = studio.start_design(DESCRIPTION, text="lead until never", takes=8)
    next(state for state in audition.follow() if state.finished)
    psutil.Process(studio.status.pid).kill()

    with pytest.raises(WorkerCrashed, match="SIGKILL"):
        audition.wait()
    assert studio.library.take(heard.id).samples.tobytes() == heard.samples.tobytes()
    assert studio.design(DESCRIPTION, text=TEXT, takes=1, seed=7)[0].samples.tobytes() == heard.samples.tobytes()


def test_a_preset_has_exactly_the_samples_and_recipe_of_its_take(studio):
    take = studio.design(DESCRIPTION, text=TEXT, takes=1, seed=7)[0]
    saved = studio.keep(take, "Évening  voice", tags=["calm", "calm", " low "], notes="for the prologue")
    samples, sample_rate = studio.presets["évening  VOICE"].reference()

    assert (saved.tags, saved.notes, saved.transcript) == (("calm", "low"), "for the prologue", TEXT)
    assert (samples.tobytes(), sample_rate) == (take.samples.tobytes(), 24_000)
    assert studio.presets["Évening  voice"].recipe == take.recipe


def test_a_preset_is_replaced_only_with_overwrite(studio):
    first, second = studio.design(DESCRIPTION, text=TEXT, takes=2, seed=7)
    studio.keep(first, "Evening")
    with pytest.raises(AlreadyExists):
        studio.keep(second, "evening")
    assert studio.presets["Evening"].recipe.seed == 7

    studio.keep(second.id, "Evening", overwrite=True)
    assert studio.presets["Evening"].recipe.seed == 8


def test_takes_and_presets_outlast_the_studio(tmp_path):
    with Studio(home=tmp_path, backend="sketch") as studio:
        takes = studio.design(DESCRIPTION, text=TEXT, takes=2)
        studio.keep(takes[1], "Evening")
    with Studio(home=tmp_path, backend="sketch") as studio:
        assert [take.samples.tobytes() for take in studio.library.latest()] == [
            take.samples.tobytes() for take in takes
        ]
        assert next(iter(studio.presets)) == "Evening"


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("description", {"description": ""}),
        ("description", {"description": "  \n "}),
        ("description", {"description": "x" * 100_000}),
        ("description", {"description": "a voice\0"}),
        ("text", {"text": ""}),
        ("text", {"text": "… !?"}),
        ("text", {"text": "word " * 20_000}),
        ("text", {"text": "ring the \x07 bell"}),
        ("text", {"text": "\ud800"}),
        ("takes", {"takes": 0}),
        ("takes", {"takes": 99}),
        ("takes", {"takes": 1.5}),
        ("seed", {"seed": "seven"}),
        ("seed", {"seed": -1}),
        ("seed", {"seed": 2**32}),
        ("seed", {"seed": 1e400}),
        ("language", {"language": "Klingon"}),
    ],
)
def test_invalid_input_is_rejected_with_its_field(studio, field, changed):
    request = {"description": DESCRIPTION, "text": TEXT} | changed
    with pytest.raises(InvalidInput) as refusal:
        studio.start_design(request.pop("description"), **request)

    assert refusal.value.details["field"] == field
    assert refusal.value.next_step


@pytest.mark.parametrize(
    "name",
    ["", " ", "../../x", "a/b", "a\\b", "CON", "con.txt", "nul", "..", ".hidden", "x" * 65, "a\0b", "a\nb", "!!!"],
)
def test_a_name_that_cannot_be_a_folder_is_rejected(studio, name):
    take = studio.design(DESCRIPTION, text=TEXT, takes=1)[0]
    with pytest.raises(InvalidInput) as refusal:
        studio.keep(take, name)

    assert refusal.value.details["field"] == "name"
    assert [preset for preset in studio.presets.values() if not preset.starter] == []


def test_ratings_are_stored(studio):
    takes = studio.design(DESCRIPTION, text=TEXT, takes=2, seed=7)
    studio.rate(takes[0], verdict="keep", note="the one")
    studio.rate(takes[0].id, starred=True)

    assert studio.library.ratings.of([take.id for take in takes]) == {
        takes[0].id: Rating("keep", starred=True, note="the one"),
        takes[1].id: Rating(),
    }
    assert [entry.id for entry in studio.library.starred()] == [takes[0].id]
    assert [entry.rating.verdict for entry in studio.library.auditions()[0]] == ["keep", ""]
    with pytest.raises(NotFound):
        studio.rate("0" * 32, starred=True)


def test_unknown_takes_and_presets_are_not_found(studio):
    for look_up in (studio.library.take, studio.library.path, studio.presets.__getitem__, studio.presets.remove):
        with pytest.raises(NotFound):
            look_up("../../etc/passwd")
    with pytest.raises(NotFound):
        studio.keep("0" * 32, "Nobody")


def test_a_missing_file_hides_only_its_own_take(studio):
    takes = studio.design(DESCRIPTION, text=TEXT, takes=2)
    studio.library.path(takes[0].id).unlink()

    assert [take.id for take in studio.library.latest()] == [takes[1].id]
    with pytest.raises(NotFound):
        studio.library.take(takes[0].id)


@pytest.mark.parametrize(
    "wrong", [{"model": 5}, {"model": "~nobody-of-that-name/x"}, {"model": "./" + "a" * 300}, {"home": "a\0b"}]
)
def test_an_invalid_model_or_home_path_is_rejected(wrong, tmp_path):
    with pytest.raises((InvalidInput, ModelMissing)):
        Studio(**{"home": tmp_path} | wrong)


def test_a_model_may_be_a_path(tmp_path):
    with pytest.raises(ModelMissing):
        Studio(home=tmp_path, model=tmp_path / "nowhere")


def test_several_programs_can_create_a_home_at_once(tmp_path):
    open_home = f"from studio import Studio; Studio(home={str(tmp_path / 'home')!r}, backend='sketch').close()"
    programs = [subprocess.Popen([sys.executable, "-c", open_home]) for _ in range(6)]

    assert [program.wait() for program in programs] == [0] * 6


def test_a_home_that_cannot_be_written_raises_at_once(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StorageFailed):
        Studio(home=tmp_path / "file" / "home", backend="sketch")


def test_a_closed_studio_raises_engine_closed(tmp_path):
    studio = Studio(home=tmp_path, backend="sketch")
    studio.close()
    studio.close()
    with pytest.raises(EngineClosed):
        studio.design(DESCRIPTION, text=TEXT)


SCRIPT = """
from studio import Studio
import sys
studio = Studio(home={home!r}, backend="sketch")
takes = studio.design("a calm woman", text="Hello there.", takes=2, seed=7)
print([take.recipe.seed for take in takes], [name for name in {heavy!r} if name in sys.modules])
"""


@pytest.mark.parametrize("how", ["a script without a guard", "standard input, like a notebook"])
def test_it_runs_without_a_main_guard_and_imports_no_model_library(tmp_path, how):
    script = SCRIPT.format(home=str(tmp_path / "home"), heavy=["mlx", "mlx_audio", "transformers", "gradio", "librosa"])
    (tmp_path / "script.py").write_text(script)
    arguments = [str(tmp_path / "script.py")] if "guard" in how else []
    ran = subprocess.run(
        [sys.executable, *arguments], input=script, capture_output=True, text=True, check=False, cwd=tmp_path
    )

    assert (ran.stdout.strip(), ran.stderr, ran.returncode) == ("[7, 8] []", "", 0)


def test_closing_leaves_no_thread_and_no_process(tmp_path):
    before = set(threading.enumerate())
    with Studio(home=tmp_path, backend="sketch") as studio:
        studio.design(DESCRIPTION, text=TEXT, takes=2)
        pid = studio.status.pid

    assert not psutil.pid_exists(pid)
    assert set(threading.enumerate()) <= before


FULL_DISK = """
import resource, sys
from studio import Studio, StorageFailed
with Studio(home=sys.argv[1], backend="sketch") as studio:
    kept = studio.design("a calm woman", text="Hello there.", takes=1, seed=7)[0]
    resource.setrlimit(resource.RLIMIT_FSIZE, (5000, resource.RLIM_INFINITY))
    audition = studio.start_design("a calm woman", text="Good evening.", takes=2)
    try:
        audition.wait()
    except StorageFailed as error:
        print(error.code, len(audition.state.finished) > 0, bool(error.next_step))
    try:
        studio.keep(kept, "Evening")
    except StorageFailed as error:
        print(error.code, [preset.name for preset in studio.presets.values() if not preset.starter])
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    print(studio.keep(kept, "Evening").name, len(studio.design("a man", text="Hello.", takes=2)))
    print((studio.library.take(kept.id).samples == kept.samples).all())
"""


def test_a_full_disk_raises_storage_failed_and_loses_nothing(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path / "home")], capture_output=True, text=True, check=False
    )

    assert ran.stderr == ""
    assert ran.stdout.splitlines() == [
        "storage-failed True True",
        "storage-failed []",
        "Evening 2",
        "True",
    ]
    assert [path.name for path in (tmp_path / "home").rglob(".*")] == []

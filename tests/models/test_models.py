"""Listing, downloading, removing and quantising models, on the command line and from Python."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from processes import PATIENCE, until
from tiny_hub import TinyHub

from studio.errors import Cancelled, EngineBusy, EngineClosed, InvalidInput, ModelMissing
from studio.models.catalogue import CATALOGUE, GIB
from studio.models.model_locks import creating
from studio.models.shelf import ModelShelf
from studio.models.use_lock import UseLock
from studio.session import Studio

DESIGN = "mlx-community/Qwen3-TTS-12Hz-1.7B-VoiceDesign-8bit"


@pytest.fixture
def cache(tmp_path, monkeypatch) -> Path:
    """Return an empty hub cache; no hub is reachable."""
    for name in [name for name in os.environ if name.startswith("HF_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    return tmp_path / "hub"


@pytest.fixture
def hub(cache, tiny_voice_design, monkeypatch):
    """Yield a hub that serves a tiny model under the name of a published one."""
    with TinyHub(tiny_voice_design, alias=DESIGN) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.address)
        yield hub


@pytest.fixture
def shelf(cache, tmp_path):
    shelf = ModelShelf(tmp_path / "home" / "models")
    yield shelf
    shelf.close()


@pytest.fixture
def run(cache, tmp_path):
    def run(*arguments, **options):
        command = [sys.executable, "-m", "studio", "models", *arguments, "--home", str(tmp_path / "home")]
        return subprocess.run(command, capture_output=True, text=True, check=False, **options)

    return run


def entry(shelf, model=DESIGN):
    return next(each for each in shelf if each.model == model)


def test_every_published_model_is_listed_with_its_sizes(run):
    listed = json.loads(run("list", "--json").stdout)

    assert [model["model"] for model in listed["models"]] == [each.model for each in CATALOGUE]
    assert {model["state"] for model in listed["models"]} == {"none"}
    assert sum(model["recommended"] for model in listed["models"]) == 2
    assert listed["memory_bytes"] > 0
    assert all(model["memory_bytes"] > model["size_bytes"] > 1e9 for model in listed["models"])


def test_plain_list_names_every_model(run):
    listed = run("list").stdout

    assert all(each.model.removeprefix("mlx-community/Qwen3-TTS-12Hz-") in listed for each in CATALOGUE)
    assert "recommended for this machine" in listed
    assert "estimates" in listed


def test_models_too_large_for_the_machine_are_marked(tmp_path):
    small, large = (ModelShelf(tmp_path, gigabytes * GIB) for gigabytes in (4, 16))

    assert any(not model.fits for model in small)
    assert all(model.fits for model in large)


def test_quantised_models_are_too_slow_on_a_cpu(run, shelf):
    on_cpu = shelf.machine.on_cpu
    listed = run("list").stdout

    assert {model.too_slow for model in shelf if model.precision == "8bit"} == {on_cpu}
    assert not any(model.too_slow for model in shelf if model.precision == "bf16")
    assert ("on this machine's CPU" in listed) == on_cpu


def test_downloaded_model_is_listed_and_used(run, hub, shelf, tmp_path):
    done = run("download", "VoiceDesign-8bit")

    assert (done.returncode, done.stderr) == (0, "")
    assert hub.revision[:12] in done.stdout
    assert (entry(shelf).state, entry(shelf).revision) == ("complete", hub.revision)
    with Studio(tmp_path / "home") as studio:
        assert (studio.status.backend, studio.status.model) == ("qwen3", DESIGN)


def test_repeated_download_request_returns_the_same_task(hub, shelf):
    task = shelf.download(DESIGN)
    assert shelf.download("VoiceDesign-8bit") is task
    *states, last = task.follow()

    assert last.phase == "done"
    assert last.done == last.total == sum(len(data) for data in hub.files.values())
    assert [state.done for state in states] == sorted(state.done for state in states)
    assert task.wait()["revision"] == hub.revision


def test_cancelled_download_is_partial_and_can_resume(hub, shelf):
    hub.hold_after = 2_500_000
    task = shelf.download(DESIGN)
    assert hub.holding.wait(PATIENCE)
    until(lambda: entry(shelf).on_disk_bytes >= 2_000_000)
    task.cancel()
    with pytest.raises(Cancelled):
        task.wait()
    assert entry(shelf).state == "partial"
    with pytest.raises(ModelMissing):
        shelf.quantize(DESIGN, 4)

    hub.hold_after = 0
    shelf.download(DESIGN).wait()
    assert entry(shelf).state == "complete"
    assert any(start > 0 for _, start in hub.asked)


def test_ctrl_c_stops_a_download_that_can_resume(hub, cache, tmp_path):
    hub.hold_after = 2_500_000
    command = [sys.executable, "-m", "studio", "models", "download", DESIGN]
    with subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert hub.holding.wait(PATIENCE)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate()

    assert running.returncode == 130
    assert "download it again to resume" in said
    with_lock = ModelShelf(tmp_path)
    assert with_lock.remove(DESIGN) >= 0  # nobody downloads it any more


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        ("model-missing", ["download", "tiny/absent"]),
        ("hub-refused", ["download", "tiny/gated"]),
        ("unknown-revision", ["download", DESIGN, "--revision", "nowhere"]),
        ("unknown-revision", ["download", DESIGN, "--revision", "what is this"]),
        ("invalid-model", ["download", "Base-8bit"]),
        ("invalid-model", ["download", "what is this"]),
        ("model-missing", ["download", "./nowhere"]),
        ("model-missing", ["remove", DESIGN, "--yes"]),
        ("not-confirmed", ["remove", "0.6B-Base-4bit"]),
        ("model-missing", ["quantize", "VoiceDesign-bf16", "--bits", "4"]),
    ],
)
def test_error_has_a_code_and_a_next_step(run, hub, code, arguments):
    done = run(*arguments, stdin=subprocess.DEVNULL)

    assert done.returncode == 1
    assert f"studio: [{code}]" in done.stderr


def test_removal_frees_space_unless_the_model_is_used(run, hub, shelf, cache):
    shelf.download(DESIGN).wait()
    held = entry(shelf).on_disk_bytes
    use = UseLock(DESIGN)
    assert entry(shelf).in_use
    with pytest.raises(EngineBusy) as refused:
        shelf.remove(DESIGN)
    assert refused.value.code == "model-in-use"
    use.release()

    assert shelf.remove("VoiceDesign-8bit") >= held
    assert entry(shelf).state == "none"
    assert not any(cache.glob("models--*"))


def test_model_used_by_an_engine_cannot_be_removed(run, hub, tmp_path):
    run("download", DESIGN)
    with Studio(tmp_path / "home", model=DESIGN) as studio:
        studio.design("a calm woman", text="Hi.", takes=1)
        assert "[model-in-use]" in run("remove", DESIGN, "--yes").stderr
    assert "removed" in run("remove", DESIGN, "--yes").stdout


def test_model_being_downloaded_cannot_be_removed(hub, shelf):
    hub.hold_after = 2_500_000
    shelf.download(DESIGN)
    assert hub.holding.wait(PATIENCE)
    with pytest.raises(EngineBusy):
        shelf.remove(DESIGN)


@pytest.mark.parametrize("bits", [8, 4])
def test_quantised_copy_is_listed_and_speaks(run, shelf, tmp_path, tiny_voice_design, bits):
    source = shutil.copytree(tiny_voice_design, tmp_path / "my tokenizer [1]")
    made = shelf.quantize(str(source), bits).wait()["path"]

    model = entry(shelf, made)
    assert (model.kind, model.precision, model.state) == ("design", f"{bits}bit", "complete")
    weights = [(folder / "model.safetensors").stat().st_size for folder in (Path(made), source)]
    assert weights[0] < 0.9 * weights[1]
    with Studio(tmp_path / "home", model=made) as studio:
        (take,) = studio.design("a calm woman", text="Hello.", takes=1, seed=7)
    assert abs(take.samples).max() > 0.01
    assert shelf.remove(Path(made).name) > 0
    assert not Path(made).exists()


def test_quantised_models_and_existing_folders_are_rejected(shelf, tmp_path, tiny_voice_design):
    made = Path(shelf.quantize(str(tiny_voice_design), 4, tmp_path / "made").wait()["path"])
    with pytest.raises(InvalidInput) as again:
        shelf.quantize(str(made), 4, tmp_path / "again").wait()
    assert again.value.code == "already-quantised"
    assert not (tmp_path / "again").exists()
    with pytest.raises(InvalidInput, match="exists already"):
        shelf.quantize(str(tiny_voice_design), 4, made)
    with pytest.raises(InvalidInput, match="removes only models that it created"):
        shelf.remove(str(made))


def test_closing_the_shelf_stops_and_removes_quantising(shelf, tmp_path, tiny_voice_design):
    before = psutil.Process().children()
    task = shelf.quantize(str(tiny_voice_design), 4)
    assert shelf.quantize(str(tiny_voice_design), 4) is task
    next(state for state in task.follow() if state.phase != "starting")
    shelf.close()

    with pytest.raises(Cancelled):
        task.wait()
    assert set(psutil.Process().children()) <= set(before)
    assert list((tmp_path / "home" / "models").iterdir()) == []


def test_unfinished_copy_is_unlisted_and_locked(run, shelf, tmp_path, tiny_voice_design):
    target = tmp_path / "home" / "models" / f"{tiny_voice_design.name}-4bit"
    with creating(target) as unfinished:
        shutil.copytree(tiny_voice_design, unfinished, dirs_exist_ok=True)
        assert not any(Path(model.model).parent == target.parent for model in shelf)
        refused = run("quantize", str(tiny_voice_design), "--bits", "4")
        assert (refused.returncode, "[model-in-use]" in refused.stderr) == (1, True)
        assert unfinished.is_dir()

    shutil.copytree(tiny_voice_design, target.with_name("another-8bit.incomplete"))
    assert shelf.quantize(str(tiny_voice_design), 4).wait()["path"] == str(target)
    assert list(target.parent.iterdir()) == [target]


def test_model_can_be_changed_while_the_studio_is_open(tmp_path, tiny_voice_design):
    with Studio(tmp_path / "home", backend="sketch") as studio:
        studio.use(tiny_voice_design)
        (take,) = studio.design("a calm woman", text="Hello.", takes=1, seed=7)
        assert (take.recipe.backend, take.recipe.model) == ("qwen3", str(tiny_voice_design))
        assert studio.status.model == str(tiny_voice_design)
        studio.use(backend="sketch")
        assert studio.design("a calm woman", text="Hello.", takes=1)[0].recipe.backend == "sketch"


def test_changing_the_model_ends_its_jobs_with_a_reason(tmp_path, tiny_voice_design):
    with Studio(tmp_path / "home", model=tiny_voice_design) as studio:
        running, waiting = (
            studio.start_design("a calm woman", text="A long sentence. " * 60, takes=8) for _ in range(2)
        )
        for state in running.follow():
            if any(take.fraction for take in state.takes):
                break
        studio.use(backend="sketch")
        for audition in (running, waiting):
            with pytest.raises(EngineClosed) as ended:
                audition.wait()
            assert ended.value.code == "model-changed"
            assert "sketch" in ended.value.what
        assert studio.design("a calm woman", text="Hello.", takes=1)[0].recipe.backend == "sketch"


def test_remembered_model_is_used_while_it_exists(run, hub, tmp_path):
    run("download", DESIGN)
    with Studio(tmp_path / "home") as studio:
        assert studio.status.model == DESIGN
        studio.use(backend="sketch", remember=True)
    with Studio(tmp_path / "home") as studio:
        assert (studio.status.backend, studio.status.reason) == ("sketch", "the sketch was chosen on the page")
        studio.use(DESIGN, remember=True)
    with Studio(tmp_path / "home") as studio:
        assert studio.status.reason == f"{DESIGN} was chosen on the page"
    run("remove", DESIGN, "--yes")
    with Studio(tmp_path / "home") as studio:
        assert studio.status.reason == "no Qwen3-TTS VoiceDesign weights on this machine"


def test_unusable_model_changes_nothing(tmp_path):
    with Studio(tmp_path / "home", backend="sketch") as studio:
        with pytest.raises(ModelMissing):
            studio.use("./nowhere")
        assert studio.status.backend == "sketch"


def test_other_programs_follow_the_owners_change_of_model(tmp_path, tiny_voice_design):
    with Studio(tmp_path / "home") as owner, Studio(tmp_path / "home") as other:
        owner.use(backend="sketch")
        owner.design("a calm woman", text="Hi.", takes=1)
        other.start()
        owner.use(tiny_voice_design)
        assert other.design("a calm woman", text="Hi.", takes=1)[0].recipe.model == str(tiny_voice_design)


def test_non_owner_that_changes_the_model_runs_its_own_engine(tmp_path, tiny_voice_design):
    with Studio(tmp_path / "home", backend="sketch") as owner, Studio(tmp_path / "home") as other:
        owner.start()
        other.start()
        other.use(tiny_voice_design)
        assert other.design("a calm woman", text="Hi.", takes=1)[0].recipe.backend == "qwen3"
        assert owner.design("a calm woman", text="Hi.", takes=1)[0].recipe.backend == "sketch"

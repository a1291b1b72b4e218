"""A Base model speaks in voices saved from qwen3: the real worker with tiny checkpoints."""

import shutil
import subprocess
import sys
import threading

import numpy as np
import pytest

from studio import ModelUnusable, Studio, recipe_of
from studio.store.files import write_sound
from studio.store.provenance import Provenance
from studio.store.reference_audio import content_hash

DESCRIPTION = "A calm, low male voice."
SAID = "Good evening, and welcome to the studio. The lamps are on."
NEW = "Nobody came in, and it rained the whole night."


@pytest.fixture(scope="module")
def studio(tmp_path_factory, tiny_voice_design, tiny_base):
    home = tmp_path_factory.mktemp("home")
    with Studio(home=home, model=tiny_voice_design, base_model=tiny_base) as studio:
        yield studio


@pytest.fixture(scope="module")
def evening(studio):
    take = studio.design(DESCRIPTION, text=SAID, takes=1, seed=1, language="english")[0]
    return studio.keep(take, "Evening")


def test_a_line_is_copied_from_the_reference_audio(studio, evening, tiny_base):
    audition = studio.start_say("evening", NEW, language="english")
    streamed = np.concatenate(list(audition.stream()))
    take = audition.wait()[0]

    assert take.recipe.voice.reference == content_hash(evening.reference()[0])
    assert take.recipe.voice.transcript == SAID
    assert (take.recipe.text, take.recipe.backend, take.recipe.model) == (NEW, "qwen3", str(tiny_base))
    assert streamed.tobytes() == take.samples.tobytes()
    assert studio.replay(take).same


def test_several_lines_are_spoken_in_one_batch(studio, evening):
    takes = studio.start_say(evening, [NEW, SAID], takes=2, seed=40).wait()

    assert [(take.recipe.text, take.recipe.seed) for take in takes] == [(NEW, 40), (NEW, 41), (SAID, 40), (SAID, 41)]
    assert len({take.samples.tobytes() for take in takes}) == 4


@pytest.mark.parametrize("kept", [True, False])
def test_a_line_replays_after_its_reference_audio_was_deleted(studio, evening, kept):
    voice = evening if kept else studio.design(DESCRIPTION, text=SAID, takes=1, seed=2, language="english")[0]
    line = studio.start_say(voice, NEW, language="english").wait()[0]
    shutil.rmtree(studio.home / "references")
    assert studio.replay(line).same
    shutil.rmtree(studio.home / "references")
    assert studio.start_design([line.recipe]).wait()[0].samples.tobytes() == line.samples.tobytes()


def test_a_sound_file_of_a_line_is_replayed_though_it_names_no_folder(studio, evening, tmp_path):
    line = studio.start_say(evening, NEW, language="english").wait()[0]
    write_sound(tmp_path / "line.mp3", line.samples, line.sample_rate, Provenance.of_take(line))

    assert "/" not in recipe_of(tmp_path / "line.mp3").model
    assert studio.replay(tmp_path / "line.mp3").same


def test_damaged_reference_audio_is_restored_by_speaking(studio, evening):
    line = studio.start_say(evening, NEW, language="english").wait()[0]
    folder = studio.home / "references" / line.recipe.voice.reference
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / "reference.flac").write_bytes(b"no sound")

    assert studio.start_say(evening, NEW, language="english").wait()[0].samples.tobytes() == line.samples.tobytes()


def test_one_process_designs_and_speaks(studio, evening):
    pid = studio.status.pid
    designed = studio.design(DESCRIPTION, text=SAID, takes=1, seed=1, language="english")[0]

    assert designed.samples.tobytes() == evening.reference()[0].tobytes()
    assert studio.start_say("Evening storyteller", NEW).wait()[0].recipe.backend == "sketch"
    assert studio.status.pid == pid
    assert studio.status.state == "ready"


def test_cancelling_a_line_leaves_the_process_ready(studio, evening):
    audition = studio.start_say(evening, [NEW * 20] * 4)
    next(audition.stream())
    audition.cancel()
    audition.join()

    assert audition.state.phase == "cancelled"
    assert studio.start_say(evening, NEW).wait()


def test_another_program_speaks_through_the_same_engine(studio, evening, tiny_voice_design, tiny_base):
    script = (
        "import sys; from studio import Studio\n"
        "with Studio(home=sys.argv[1], model=sys.argv[2], base_model=sys.argv[3]) as studio:\n"
        "    take = studio.start_say('evening', sys.argv[4], language='english').wait()[0]\n"
        "    print(studio.status.pid, take.duration, take.recipe.voice.name)"
    )
    command = [sys.executable, "-c", script, str(studio.home), str(tiny_voice_design), str(tiny_base), NEW]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    here = studio.start_say(evening, NEW, language="english").wait()[0]

    assert ran.stdout.split() == [str(studio.status.pid), str(here.duration), "Evening"]


def test_a_sketch_engine_loads_the_base_model_when_a_voice_needs_it(studio, evening, tmp_path, tiny_base):
    studio.presets.export("Evening", tmp_path / "evening.zip")
    with Studio(home=tmp_path / "home", backend="sketch", base_model=tiny_base) as other:
        other.presets.add(tmp_path / "evening.zip")
        states = set()
        watched = threading.Event()

        def watch():
            while not watched.wait(0.01):
                states.add(other.status.state)

        watcher = threading.Thread(target=watch)
        watcher.start()
        said = other.start_say("Evening", NEW, language="english").wait()[0]
        watched.set()
        watcher.join()
        sketch = other.design("a calm woman", text="Hello.", takes=1)[0]

        assert said.samples.tobytes() == studio.start_say(evening, NEW, language="english").wait()[0].samples.tobytes()
        assert sketch.recipe.backend == "sketch"
        assert "loading" in states
        assert (other.status.state, other.status.backend) == ("ready", "sketch")


def test_a_model_that_is_not_a_base_model_is_rejected_and_the_process_stays(
    studio, evening, tmp_path, tiny_voice_design
):
    with Studio(home=tmp_path, backend="sketch", base_model=tiny_voice_design) as other:
        take = studio.library.take(studio.library.latest()[0].id)
        with pytest.raises(ModelUnusable, match="cannot copy a voice"):
            other.start_say(take, NEW).wait()
        assert other.design("a calm woman", text="Hello.", takes=1)

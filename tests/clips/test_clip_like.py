"""Everything that counts as a clip, wherever a clip is wanted."""

import gc
import shutil
import weakref
from pathlib import Path

import numpy as np
import pytest
import soundfile

from studio import Clip, InvalidInput, NotFound, Take, Workspace, sound_info
from studio.store.preset_delivery import PresetDelivery

HOME = Path(__file__).parents[1] / "data" / "home-0.1"
TAKE = "829ba5ca6edd4bb19c3bfea491f16e9d"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    with Workspace(shutil.copytree(HOME, tmp_path_factory.mktemp("clips") / "home")) as workspace:
        preset = workspace.presets["evening"]
        workspace.keep_delivery(preset, "sad", TAKE)
        yield workspace


@pytest.fixture(scope="module")
def take(workspace):
    return workspace.library.take(TAKE)


@pytest.fixture(scope="module")
def file(workspace, take):
    return take.save(workspace.home / "take.wav")


def sources(workspace, take, file):
    """Return the same sound as everything that counts as a clip."""
    preset = workspace.presets["evening"]
    delivery = PresetDelivery(preset, preset.delivery("sad"))
    names = [TAKE, TAKE[:8], take.label, take.ref, "Evening", "evening/sad", "preset:evening", "delivery:evening/sad"]
    things = [take, preset, delivery, workspace.library.entry(TAKE), (np.array(take), take.sample_rate)]
    return [*names, *things, file, str(file), workspace.clip(file), workspace.clip("evening")]


def test_each_of_them_is_the_same_clip(workspace, take, file):
    for source in sources(workspace, take, file):
        clip = workspace.clip(source)
        assert np.array_equal(clip, take), source
        assert clip.sample_rate == 24_000
        assert not clip.samples.flags.writeable
        assert clip.text == ("" if isinstance(source, tuple) else take.text)
    assert workspace.clip(take) is take
    assert isinstance(workspace.clip(TAKE), Take)


def test_each_of_them_is_measured_checked_compared_judged_and_saved(workspace, take, file, tmp_path):
    every = sources(workspace, take, file)
    for source in every:
        assert workspace.measure(source).pitch == take.measure().pitch
        assert workspace.check(source) == take.check()
        assert np.array_equal(workspace.clip(workspace.save(source, tmp_path / "out.flac")), take)
    assert {clip.measurements.loudness for clip in workspace.compare(every).clips} == {take.measure().loudness}
    assert {follow.description for follow in workspace.best_followed(every)} == {take.description, ""}
    assert workspace.report([file, str(file), take, "evening"]).html.count("<audio") == 4


def test_a_voice_is_kept_from_each_of_them_that_has_a_recipe(workspace, take, file):
    for source in sources(workspace, take, file):
        if not isinstance(source, tuple):
            kept = workspace.keep(source, "Again", overwrite=True)
            assert np.array_equal(kept.reference()[0], take)
            assert (kept.recipe.text, kept.recipe.seed) == (take.text, take.recipe.seed)


def test_the_methods_of_a_take_use_the_workspace_that_it_comes_from(workspace, take, tmp_path):
    kept = take.keep("Of its own", tags=["low"], notes="From a cell.")
    assert workspace.presets["Of its own"].tags == kept.tags == ("low",)
    assert take.measure() == workspace.measuring.measure(TAKE)

    for path in (tmp_path / "whole.wav", str(tmp_path / "whole.wav")):
        assert take.save(path) == tmp_path / "whole.wav"
    assert sound_info(tmp_path / "whole.wav").exact
    assert take[0.2:0.5].measure().duration == pytest.approx(0.3)


def test_a_part_says_that_it_is_generated_and_is_no_take(workspace, take, tmp_path):
    part = take[0.2:0.5].save(tmp_path / "part.wav")
    assert (sound_info(part).ai_generated, sound_info(part).exact) == (True, None)
    with pytest.raises(InvalidInput, match="only a part"):
        workspace.keep(take[0.2:0.5], "Part")


def test_samples_of_somebody_else_do_not_say_that_they_are_generated(workspace, tmp_path):
    hum = (np.sin(np.arange(48_000) / 20) / 4, 48_000)
    assert sound_info(workspace.save(hum, tmp_path / "hum.wav")).ai_generated is None
    assert workspace.measure(hum).duration == 1.0
    with pytest.raises(InvalidInput, match=r"has no recipe.*st\.presets\.add"):
        workspace.keep(hum, "Hum")


def test_a_file_at_another_rate_is_measured_and_is_no_voice(workspace, take, tmp_path):
    soundfile.write(tmp_path / "other.wav", np.array(take)[::2], 12_000)
    other = workspace.clip(tmp_path / "other.wav")
    assert workspace.measure(other).duration == pytest.approx(take.duration, abs=0.01)
    voiced = Clip(other.samples, 12_000, "other.wav", take.text, other.ref, take.recipe)
    with pytest.raises(InvalidInput, match="12,000 Hz"):
        workspace.keep(voiced, "Other")


def test_a_workspace_is_freed_with_its_takes_and_tests(tmp_path):
    workspace = Workspace(shutil.copytree(HOME, tmp_path / "home"))
    take, test = workspace.library.take(TAKE), workspace.listening.abx(TAKE, "evening")
    workspace.close()
    held, workspace = weakref.ref(workspace), None
    gc.collect()
    assert take.workspace is held()  # a take keeps it

    del take, test
    gc.collect()
    assert held() is None


@pytest.mark.parametrize(
    ("source", "error", "words"),
    [
        ("nobody", NotFound, "nobody"),
        ("gone.wav", NotFound, "no file gone.wav"),
        (Path("gone"), NotFound, "no file gone"),
        (np.zeros(2400, np.float32), InvalidInput, r"no clip.*samples, rate"),
        (None, InvalidInput, "None is no clip"),
        ((np.zeros((2400, 2)), 24_000), InvalidInput, "not mono"),
        ((np.zeros(2400, np.int16), 24_000), InvalidInput, "int16.*32768"),
        ((np.full(2400, np.nan), 24_000), InvalidInput, "not finite"),
        ((np.zeros(2400), -1), InvalidInput, "-1 Hz"),
        ((np.zeros(2400), "24000"), InvalidInput, "rate"),
        ((np.zeros(2400), 24_000, "hum"), InvalidInput, "no clip"),
    ],
)
def test_what_is_no_clip_is_told(workspace, source, error, words):
    with pytest.raises(error, match=words):
        workspace.measure(source)


@pytest.mark.parametrize("ask", ["compare", "best_followed", "report"])
@pytest.mark.parametrize("single", ["Evening", 3, None])
def test_one_clip_is_not_taken_for_several(workspace, ask, single):
    with pytest.raises(InvalidInput, match="no list of clips"):
        getattr(workspace, ask)(single)


def test_a_take_is_not_taken_for_several(workspace, take):
    with pytest.raises(InvalidInput, match="no list of clips"):
        workspace.compare(take)
    with pytest.raises(InvalidInput, match="no list of clips"):
        workspace.listening.tournament("Evening")


@pytest.mark.parametrize(("rate", "written"), [(24_000, 24_000), (44_100, 48_000)])
def test_a_clip_is_saved_as_opus_at_a_rate_that_opus_has(workspace, tmp_path, rate, written):
    tone = np.sin(np.arange(rate) / 30).astype(np.float32) / 2
    header = sound_info(workspace.save((tone, rate), tmp_path / "tone.opus")).header

    assert (header.subtype, header.sample_rate, header.duration) == ("OPUS", written, 1.0)

"""`Workspace`: everything of a home folder that needs no engine."""

import shutil
from pathlib import Path

import psutil
import pytest
from PIL import Image

from studio import AlreadyExists, EngineClosed, NotFound, Rating, StorageFailed, Studio, Workspace
from studio.domain.lineage import Lineage

HOME = Path(__file__).parent / "data" / "home-0.1"
TAKE = "829ba5ca6edd4bb19c3bfea491f16e9d"


@pytest.fixture
def home(tmp_path):
    return Path(shutil.copytree(HOME, tmp_path / "home"))


@pytest.fixture
def workspace(home):
    with Workspace(home) as workspace:
        yield workspace


def test_a_new_home_has_the_starter_presets_and_no_takes(tmp_path):
    with Workspace(tmp_path / "new") as workspace:
        assert workspace.library.latest() == ()
        assert [preset.name for preset in workspace.presets.values() if not preset.starter] == []
        assert len(workspace.presets) >= 24


def test_it_starts_no_process(workspace):
    before = psutil.Process().children(recursive=True)
    workspace.measuring.measure(TAKE)
    workspace.report([TAKE, "evening"])

    assert psutil.Process().children(recursive=True) == before


def test_a_take_is_rated_and_saved_by_the_first_digits_of_its_id(workspace):
    workspace.rate(TAKE[:6], verdict="reject")
    preset = workspace.keep(TAKE[:6], "Morning")

    assert workspace.library.entry(TAKE).rating.verdict == "reject"
    assert preset.recipe == workspace.library.take(TAKE).recipe
    with pytest.raises(AlreadyExists):
        workspace.keep(TAKE, "Morning")


def test_a_preset_holds_the_rating_of_its_take_and_what_was_measured_of_it(workspace):
    workspace.rate(TAKE, verdict="keep", starred=True, note="the one", tags=["evening"])
    preset = workspace.keep(TAKE, "Morning", licence="CC0", consent="mine", lineage=Lineage("preset", "evening"))
    measured = workspace.measuring.measure(TAKE)

    assert preset == workspace.presets["Morning"]
    assert preset.measurements["pitch"] == pytest.approx(measured.pitch, rel=1e-5)
    assert (preset.units["pitch"], preset.units["duration"]) == ("Hz", "s")
    assert set(preset.measurements) == set(measured.values)
    assert preset.rating == Rating("keep", True, "the one")
    assert (preset.licence, preset.consent, preset.lineage) == ("CC0", "mine", Lineage("preset", "evening"))
    with Image.open(preset.picture_path) as picture:
        assert picture.format == "WEBP"
    assert preset.picture_path.stat().st_size < 20_000


def test_a_take_is_kept_even_if_it_cannot_be_measured(workspace, monkeypatch):
    def fail(*_):
        raise StorageFailed("The disk is full.", "Free some space.")

    monkeypatch.setattr(workspace.measuring, "measure", fail)
    preset = workspace.keep(TAKE, "Morning")

    assert preset == workspace.presets["Morning"]
    assert preset.measurements == {}


def test_a_preset_without_measurements_is_completed_with_the_rating_of_its_take(workspace):
    before = workspace.presets.save(workspace.library.take(TAKE), "Morning", lineage=Lineage("take", TAKE))
    workspace.rate(TAKE, verdict="keep")
    preset = workspace.describe_preset("morning")

    assert before.measurements == {}
    assert preset == workspace.presets["morning"]
    assert preset.measurements["pitch"] == pytest.approx(workspace.measuring.measure(TAKE).pitch, rel=1e-5)
    assert preset.rating.verdict == "keep"
    assert preset.picture_path.exists()
    starter = workspace.presets["evening-storyteller"]
    assert workspace.describe_preset("evening-storyteller") == starter


def test_a_preset_that_was_replaced_meanwhile_keeps_its_own_measurements(workspace):
    old = workspace.keep(TAKE, "Morning")
    take = workspace.library.take("55bca79f39254ef6a29a15e403e3edfa")
    new = workspace.presets.save(take, "Morning", overwrite=True)

    assert workspace.presets.describe(old, measurements={"pitch": 1.0}, units={"pitch": "Hz"}, picture=b"RIFF") == new
    assert not new.picture_path.exists()


def test_a_report_has_takes_and_presets_by_what_they_are_called(workspace):
    page = workspace.report([workspace.library.take(TAKE), TAKE[:8], "evening", f"take:{TAKE}"]).html

    assert page.count("data:audio/flac") == 4
    with pytest.raises(NotFound):
        workspace.report(["nobody"])


def test_a_studio_and_a_workspace_of_one_home_see_the_same(home, workspace):
    with Studio(home, backend="sketch") as studio:
        take = studio.design("a calm woman", text="Hello.", takes=1, seed=1)[0]
        workspace.rate(take.id, starred=True)

        assert workspace.library.take(take.id).samples.tobytes() == take.samples.tobytes()
        assert studio.library.ratings.of([take.id])[take.id].starred


def test_closing_twice_is_allowed_and_a_closed_workspace_raises(home):
    workspace = Workspace(home)
    library = workspace.library
    workspace.close()
    workspace.close()

    with pytest.raises(EngineClosed):
        library.latest()

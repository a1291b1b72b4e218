"""`Studio.sweep`: every combination of some values in a description, each with the same seeds."""

import sys

import pytest

from studio import InvalidInput, Studio, StudioError, Sweep
from studio.sweeps.plan import sweep_plan

TEXT = "Good evening, and welcome."


@pytest.fixture(scope="module")
def st(tmp_path_factory):
    with Studio(tmp_path_factory.mktemp("home"), backend="sketch") as st:
        yield st


@pytest.fixture(scope="module")
def sweep(st):
    return st.sweep("a calm {who}, {pace} pace", TEXT, who=["woman", "man"], pace=["slow", "quick"], seeds=range(2))


def test_every_combination_has_a_take_of_each_seed(sweep):
    assert isinstance(sweep, Sweep)
    assert [(row.values["who"], row.values["pace"], row.seed) for row in sweep][:5] == [
        ("woman", "slow", 0),
        ("woman", "slow", 1),
        ("woman", "quick", 0),
        ("woman", "quick", 1),
        ("man", "slow", 0),
    ]
    assert len(sweep) == len(sweep.takes) == 8
    for row in sweep:
        assert row.take.recipe.description == f"a calm {row.values['who']}, {row.values['pace']} pace"
        assert (row.take.recipe.seed, row.take.recipe.text) == (row.seed, TEXT)
    assert sweep.table[0].label == "woman · slow · seed 0"


def test_table_has_a_column_for_each_name_the_seed_and_measurements_with_units(sweep):
    pytest.importorskip("pandas")
    frame = sweep.to_frame()

    assert list(frame.columns[:4]) == ["who", "pace", "seed", "take"]
    assert {"pitch (Hz)", "duration (s)"} <= set(frame.columns)
    pitch = frame.groupby("who")["pitch (Hz)"].median()
    assert pitch["woman"] > pitch["man"]
    assert frame["take"].tolist() == [take.label for take in sweep.takes]


def test_drawing_is_labelled_with_units_and_has_a_point_for_each_take(sweep):
    pytest.importorskip("matplotlib").use("agg")
    from matplotlib import pyplot

    axes = sweep.plot("pace", "pitch")
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("pace", "Pitch (Hz)")
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["slow", "quick"]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["who: woman", "who: man"]
    points = sum(len(line.get_xdata()) for line in axes.lines if line.get_marker() == "o")
    assert points == len(sweep)
    assert sweep.plot("who", "duration", ax=axes) is axes
    pyplot.close(axes.figure)


def test_what_was_not_swept_or_measured_is_not_drawn(sweep):
    for x, y, field in (("age", "pitch", "x"), ("pace", "beauty", "y")):
        with pytest.raises(InvalidInput) as refusal:
            sweep.plot(x, y)
        assert refusal.value.details["field"] == field


@pytest.mark.parametrize(
    ("package", "use"), [("pandas", Sweep.to_frame), ("matplotlib", lambda s: s.plot("pace", "pitch"))]
)
def test_missing_package_is_named_with_what_to_install(sweep, monkeypatch, package, use):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(StudioError, match=f"pip install {package}") as refusal:
        use(sweep)
    assert refusal.value.code == f"{package}-missing"


def test_running_sweep_yields_takes_and_its_takes_are_one_version_that_is_a_grid(st):
    running = st.start_sweep("a {age} man", TEXT, age=["young", "old"], seeds=[7])
    seeds = [take.recipe.seed for take in running]
    (version,) = running.batch.auditions

    assert seeds == [7, 7]
    assert len(running.wait()) == 2
    assert st.versions[version].sweep.descriptions == ("a young man", "a old man")


@pytest.mark.parametrize(
    ("template", "values", "seeds", "field"),
    [
        ("a calm woman", {}, [1], "description"),
        ("a {pace} woman", {}, [1], "pace"),
        ("a {pace} woman", {"pace": ["slow"], "age": ["old"]}, [1], "age"),
        ("a {pace} woman", {"pace": []}, [1], "pace"),
        ("a {pace} woman", {"pace": "slow"}, [1], "pace"),
        ("a {pace} woman", {"pace": ["slow", "slow"]}, [1], "pace"),
        ("a {pace} woman", {"pace": ["slow"]}, [], "seeds"),
        ("a {pace} woman", {"pace": ["slow"]}, 3, "seeds"),
        ("a {pace} woman", {"pace": ["slow"]}, [-1], "seed"),
        ("a {pace woman", {"pace": ["slow"]}, [1], "description"),
        ("a {} woman", {}, [1], "description"),
        ("a {pace.real} woman", {"pace": [1]}, [1], "description"),
        ("a {seed} woman", {"seed": [1]}, [1], "description"),
    ],
)
def test_what_does_not_fit_together_is_refused_with_its_field(template, values, seeds, field):
    with pytest.raises(InvalidInput) as refusal:
        sweep_plan(template, values, seeds)
    assert refusal.value.details["field"] == field
    assert refusal.value.next_step

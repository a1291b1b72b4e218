"""After `close()` whatever is asked of a studio or a workspace raises one error."""

import pytest

from studio import EngineClosed, Studio, Workspace

STILL_THERE = {"close", "home", "read", "status"}  # what needs nothing open


def public(studio):
    return {name for name in {*dir(studio), *vars(studio)} if not name.startswith("_")}


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    """What a program may hold of a studio that was closed since."""
    studio = Studio(tmp_path_factory.mktemp("home"), backend="sketch")
    takes = studio.design("a calm woman", "Good evening.", takes=2, seed=7)
    test = studio.listening.abx(*takes, trials=2)
    parts = {name: getattr(studio, name) for name in ("library", "listening", "versions", "models", "measuring")}
    audition = studio.start_say(studio.keep(takes[0], "Evening"), "Good evening.")
    audition.wait()
    studio.close()
    return parts | {"studio": studio, "take": takes[0], "test": test, "names": public(studio)}


def test_every_public_name_of_a_closed_studio_raises_one_error(held):
    assert {"design", "say", "start_say", "keep", "measure", "library", "presets", "listening", "models"} < held[
        "names"
    ]
    for name in held["names"] - STILL_THERE:
        with pytest.raises(EngineClosed, match="The studio is closed") as caught:
            getattr(held["studio"], name)
        assert (caught.value.code, caught.value.next_step) == ("studio-closed", "Open it again."), name


def test_every_public_name_of_a_closed_workspace_raises_one_error(tmp_path):
    workspace = Workspace(tmp_path)
    names = public(workspace)
    workspace.close()
    workspace.close()
    for name in names - STILL_THERE:
        with pytest.raises(EngineClosed) as caught:
            getattr(workspace, name)
        assert caught.value.code == "studio-closed", name
    with pytest.raises(EngineClosed), workspace:
        pass


@pytest.mark.parametrize(
    "ask",
    [
        lambda held: held["library"].latest(),
        lambda held: held["library"].ratings.change(held["take"].id, starred=True),
        lambda held: held["listening"].newest(),
        lambda held: held["listening"].abx(held["take"].id, "Evening"),
        lambda held: list(held["versions"]),
        lambda held: held["models"].download("VoiceDesign-8bit"),
        lambda held: held["measuring"].compare([held["take"]]),
        lambda held: held["take"].measure(),
        lambda held: held["take"].keep("Morning"),
        lambda held: held["test"].trial,
        lambda held: held["test"].answer("A"),
        lambda held: held["test"].result,
    ],
)
def test_what_is_held_of_a_closed_studio_raises_the_same_error(held, ask):
    with pytest.raises(EngineClosed, match="The studio is closed") as caught:
        ask(held)
    assert caught.value.code == "studio-closed"


def test_a_closed_studio_still_says_where_it_was_and_that_it_is_closed(held):
    studio = held["studio"]

    assert studio.home.is_dir()
    assert studio.status.state == "closed"
    assert "closed" in repr(studio)
    assert studio.read("a calm woman").traits

"""Models are loaded when needed; within a budget, the least recently used one is unloaded."""

import shutil
from dataclasses import replace

import mlx.core as mx
import pytest

from studio.domain.recipe import audition_recipes, spoken_recipes
from studio.domain.voice import Voice
from studio.errors import InvalidInput, ModelMissing, ModelUnusable
from studio.models.use_lock import is_in_use
from studio.worker.loaded_models import Models
from studio.worker.registry import Role, create_backend

SKETCH = Voice("Evening", "sketch", "0" * 64, "Good evening.", 7)
COPIED = Voice("Evening", "qwen3", "0" * 64, "Good evening.", 7)


def ignore(fraction):
    """Ignore progress."""


def size(folder):
    return sum(path.stat().st_size for path in folder.rglob("*.safetensors"))


@pytest.fixture
def models(tiny_voice_design, tiny_base, tmp_path):
    def make(budget):
        made.append(Models(create_backend, tmp_path, budget))
        return made[-1]

    made = []
    yield make
    for each in made:
        each.close()


def line(voice, model=""):
    recipe = spoken_recipes(voice, "A calm voice.", ["Hello."])[0]
    return [replace(recipe, model=model)]


def test_two_models_within_the_budget_stay_loaded(models, tiny_voice_design, tiny_base):
    both = models(size(tiny_voice_design) + size(tiny_base))
    design = both.start("qwen3", str(tiny_voice_design), ignore)
    copying = both.for_recipes(line(COPIED, str(tiny_base)), ignore)

    assert [role.clones for role in both.held] == [False, True]
    assert both.for_recipes(audition_recipes("A calm voice.", "Hello.", takes=2), ignore) is design
    assert both.for_recipes(line(COPIED, str(tiny_base)), ignore) is copying


def test_least_recently_used_model_is_unloaded_and_its_memory_returned(models, tiny_voice_design, tiny_base):
    before = mx.get_active_memory()
    one = models(size(tiny_base) + 1000)
    one.start("qwen3", str(tiny_voice_design), ignore)
    one.for_recipes(line(SKETCH), ignore)
    designing = mx.get_active_memory() - before
    one.for_recipes(line(COPIED, str(tiny_base)), ignore)
    copying = mx.get_active_memory() - before
    one.for_recipes(audition_recipes("A calm voice.", "Hello.", takes=1), ignore)
    again = mx.get_active_memory() - before

    assert [role.backend for role in one.held] == ["sketch", "qwen3"]
    assert designing > 0.9 * size(tiny_voice_design)
    assert copying < 1.1 * size(tiny_base)
    assert again == designing
    one.close()
    assert mx.get_active_memory() - before < 0.01 * designing


def test_model_larger_than_the_budget_is_loaded_alone(models, tiny_voice_design):
    small = models(1)
    small.start("qwen3", str(tiny_voice_design), ignore)

    assert small.held == (Role("qwen3", str(tiny_voice_design)),)


def test_failed_load_does_not_affect_loaded_models(models, tiny_voice_design, tmp_path):
    both = models(10**9)
    both.start("qwen3", str(tiny_voice_design), ignore)
    with pytest.raises(ModelMissing):
        both.for_recipes(line(COPIED, str(tmp_path / "nowhere")), ignore)

    assert [role.backend for role in both.held] == ["qwen3"]


class Enough(BaseException):
    """Raised to cancel a load."""


@pytest.fixture
def own_base(tiny_base, tmp_path):
    """A copy of the Base checkpoint, because other test processes have the shared one in use."""
    return shutil.copytree(tiny_base, tmp_path / "own-base")


@pytest.fixture
def own_voice_design(tiny_voice_design, tmp_path):
    """The same of the VoiceDesign checkpoint."""
    return shutil.copytree(tiny_voice_design, tmp_path / "own-voice-design")


def test_model_can_be_removed_after_its_load_was_cancelled(models, own_base):
    def give_up(fraction):
        assert is_in_use(str(own_base)) or not fraction
        if fraction == 1:
            raise Enough

    one = models(10**9)
    with pytest.raises(Enough):
        one.for_recipes(line(COPIED, str(own_base)), give_up)

    assert one.held == ()
    assert not is_in_use(str(own_base))


def test_unloaded_model_can_be_removed_whatever_its_name(models, own_voice_design, tiny_base, monkeypatch):
    monkeypatch.chdir(own_voice_design.parent)
    one = models(1)
    one.start("qwen3", f"./{own_voice_design.name}", ignore)
    assert is_in_use(str(own_voice_design))

    one.for_recipes(line(COPIED, str(tiny_base)), ignore)
    assert not is_in_use(str(own_voice_design))


def test_model_stays_in_use_when_another_use_of_it_fails(models, tiny_voice_design):
    one = models(10**9)
    one.start("qwen3", str(tiny_voice_design), ignore)
    with pytest.raises(ModelUnusable):
        one.for_recipes(line(COPIED, str(tiny_voice_design)), ignore)

    assert is_in_use(str(tiny_voice_design))


def test_one_job_cannot_use_two_models(models):
    with pytest.raises(InvalidInput):
        models(10**9).for_recipes([*line(SKETCH), *line(COPIED, "/nowhere")], ignore)

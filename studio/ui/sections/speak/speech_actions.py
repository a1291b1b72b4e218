"""What the page knows of speaking in a voice, and of testing whether it stays the same."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter

from studio.auditions.consistency import OTHER, SAME, Consistency, ConsistencyTest
from studio.domain.take import Take
from studio.errors import NotFound, StudioError
from studio.store.presets import Preset
from studio.ui.answers import refusal
from studio.ui.payloads import Json, audition_json, problem

if TYPE_CHECKING:
    from studio.session import Studio


def speech_routes(studio: "Studio") -> APIRouter:
    """Give the addresses of what voices say. All of them only read.

    Parameters
    ----------
    studio : Studio
        Whose voices speak.
    """
    router = APIRouter()

    @router.get("/speech.json")
    def speech(id: str = "") -> Json | None:
        audition = studio.recent.find(id)
        return audition_json(audition) if audition is not None else None

    @router.get("/consistency.json")
    def consistency(id: str = "") -> Json | None:
        test = studio.recent.find_test(id)
        return _test_json(test) if test is not None else None

    return router


class SpeechActions:
    """What the page's buttons do with a voice; each takes and gives one JSON object.

    Parameters
    ----------
    studio : Studio
        Whose voices speak.
    """

    def __init__(self, studio: "Studio") -> None:
        self._studio = studio

    @property
    def all(self) -> tuple[Callable[[Json], Json], ...]:
        """What the page may call."""
        return self.say, self.stop, self.test, self.lengthen

    def say(self, asked: Json) -> Json:
        """Let the voice `ref` speak `text`, with `seed` where there is one."""
        return self._begun(
            lambda voice: self._studio.say(voice, str(asked["text"]), seed=asked.get("seed"), client=_client(asked)),
            asked,
        )

    def test(self, asked: Json) -> Json:
        """Test whether the voice `ref` stays the same."""
        return self._begun(lambda voice: self._studio.consistency(voice, client=_client(asked)), asked)

    def lengthen(self, asked: Json) -> Json:
        """Let the recipe of the voice `ref` speak a longer text."""
        return self._begun(lambda voice: self._studio.lengthen(voice, client=_client(asked)), asked)

    def stop(self, asked: Json) -> Json:
        """Stop the audition `id`."""
        audition = self._studio.recent.find(str(asked.get("id", "")))
        if audition is not None:
            audition.cancel()
        return {}

    def _begun(self, begin: Callable[[Preset | Take], Any], asked: Json) -> Json:
        try:
            return {"id": begin(self._voice(str(asked["ref"]))).id}
        except Exception as error:
            return refusal(error)

    def _voice(self, ref: str) -> Preset | Take:
        """Find whom "preset:SLUG" or "take:ID" means."""
        kind, _, name = ref.partition(":")
        if kind == "take":
            return self._studio.library.take(name)
        for preset in self._studio.presets:
            if preset.slug == name:
                return preset
        raise NotFound("There is no such voice any more.", "Reload the page to see the ones there are.")


def _test_json(test: ConsistencyTest) -> Json:
    state = audition_json(test.audition)
    if state["phase"] != "done":
        return {"audition": state, "result": None}
    try:
        return {"audition": state, "result": _result_json(test.wait())}
    except StudioError as error:
        return {"audition": state | {"phase": "failed", "error": problem(error)}, "result": None}


def _result_json(found: Consistency) -> Json:
    return {
        "verdict": found.verdict,
        "why": found.why,
        "band": [OTHER, SAME],
        "spread": found.spread,
        "lines": [
            {"text": line.text, "similarity": line.similarity, "audio": f"/studio/takes/{line.take}.flac"}
            for line in found.lines
        ],
        "among": [min(found.among), max(found.among)],
        "others": [{"name": name, "similarity": similarity} for name, similarity in found.others],
    }


def _client(asked: Json) -> str:
    return str(asked.get("client", ""))[:64]

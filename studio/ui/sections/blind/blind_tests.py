"""What the page knows of blind listening, and does with it. While a test runs nothing here tells what is hidden."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, HTTPException, Response

from studio.errors import InvalidInput, NotFound, StudioError
from studio.listening.outcome import Outcome
from studio.listening.statistics import ALPHA, needed, power
from studio.listening.trial import ListeningTest
from studio.ui.answers import refusal
from studio.ui.payloads import Json, take_json

if TYPE_CHECKING:
    from studio.session import Studio

TRIALS = (5, 8, 12, 16, 20)  # what the page offers; the first that can show anything at all is 5
_SURE_EAR = 0.9  # the hit rate of a listener whom a test should find
_LISTED = 20
_NOWHERE = {"Cache-Control": "no-store"}


def listening_routes(studio: "Studio") -> APIRouter:
    """Give the addresses of blind listening. All of them only read.

    Parameters
    ----------
    studio : Studio
        Whose tests are listed.
    """
    router = APIRouter()

    @router.get("/blind/{token}.wav")
    def hidden_sound(token: str) -> Response:
        try:
            sound = studio.listening.sound(token)
        except NotFound as error:
            raise HTTPException(404, str(error)) from None
        return Response(sound, media_type="audio/wav", headers=_NOWHERE)

    @router.get("/listening.json")
    def tests() -> Json:
        return {
            "running": [_running(test) for test in studio.listening.running()],
            "results": [_listed(studio, test) for test in studio.listening.newest(_LISTED) if test.over],
            "trials": [_said(count) for count in TRIALS],
        }

    @router.get("/listening.csv")
    def answers() -> Response:
        named = {"Content-Disposition": 'attachment; filename="trials.csv"'} | _NOWHERE
        return Response(studio.listening.to_csv(), media_type="text/csv; charset=utf-8", headers=named)

    return router


class ListeningActions:
    """What the page's buttons do in a blind test; each gives the test's state, or a problem.

    Parameters
    ----------
    studio : Studio
        Whose tests they are.
    """

    def __init__(self, studio: "Studio") -> None:
        self._studio = studio
        self._listening = studio.listening

    @property
    def all(self) -> tuple[Callable[[Json], Json], ...]:
        """What the page may call; each takes one JSON object."""
        return self.begin, self.show, self.answer, self.take_back, self.finish, self.discard

    def begin(self, asked: Json) -> Json:
        """Begin a test: `kind`, `clips` (references) and, but for a tournament, `trials`."""
        return self._safely(lambda: self._state(self._begun(asked).id))

    def show(self, asked: Json) -> Json:
        """Give the state of `test`: its trial at hand, or its result."""
        return self._safely(lambda: self._state(asked["test"]))

    def answer(self, asked: Json) -> Json:
        """Answer `trial` of `test`: `answer`, `seconds`, `replays`."""

        def answer() -> Json:
            trial, seconds, replays = int(asked["trial"]), float(asked["seconds"]), int(asked["replays"])
            try:
                self._listening.answer(asked["test"], trial, asked["answer"], seconds=seconds, replays=replays)
            except InvalidInput as error:
                if error.code != "not-this-trial":
                    raise
            return self._state(asked["test"])  # answered in another tab: go on from there

        return self._safely(answer)

    def take_back(self, asked: Json) -> Json:
        """Take the last answer of `test` back."""

        def take_back() -> Json:
            self._listening.take_back(asked["test"])
            return self._state(asked["test"])

        return self._safely(take_back)

    def finish(self, asked: Json) -> Json:
        """Stop `test`; an empty state if nothing was answered, so that nothing is left of it."""

        def finish() -> Json:
            return self._state(asked["test"]) if self._listening.stop(asked["test"]) else {}

        return self._safely(finish)

    def discard(self, asked: Json) -> Json:
        """Throw `test` away."""

        def discard() -> Json:
            self._listening.discard(str(asked["test"]))
            return {}

        return self._safely(discard)

    def _begun(self, asked: Json) -> ListeningTest:
        clips = [str(reference) for reference in asked["clips"]]
        if asked["kind"] == "tournament":
            return self._listening.tournament(clips)
        if len(clips) != 2:
            raise InvalidInput("This test compares two clips.", "Put one into A and another into B.")
        begin = {"abx": self._listening.abx, "preference": self._listening.preference}[asked["kind"]]
        return begin(clips[0], clips[1], trials=int(asked["trials"]))

    def _state(self, test_id: str) -> Json:
        offer = self._listening.offer(test_id)
        if offer is None:
            test = self._listening.find(test_id)
            return {"result": result_json(test, self._listening.result(test_id), self._studio)}
        slots = [{"name": name, "audio": f"/studio/blind/{token}.wav"} for name, token in offer.slots.items()]
        return {
            "test": offer.test,
            "kind": offer.kind,
            "trial": offer.trial,
            "planned": offer.planned,
            "slots": slots,
            "may_take_back": offer.may_take_back,
            "decided": offer.decided,
            "cost": offer.cost_of_stopping,
        }

    def _safely(self, act: Callable[[], Json]) -> Json:
        try:
            return act()
        except StudioError as error:
            return refusal(error)
        except (KeyError, TypeError, ValueError):
            return refusal(InvalidInput("The page asked something unclear.", "Reload it."))
        except Exception as error:
            return refusal(error)


def result_json(test: ListeningTest, found: Outcome, studio: "Studio") -> Json:
    """Say everything about a test that is over, its key included, and the takes that can be kept."""
    return {
        "test": test.id,
        "kind": test.kind,
        "created": test.created.isoformat(),
        "done": len(test.trials),
        "planned": test.planned,
        "verdict": found.verdict,
        "notes": list(found.notes),
        "count": found.count,
        "decided": found.decided,
        "p_value": found.p_value,
        "stopped_p_value": found.stopped_p_value,
        "interval": list(found.interval) if found.interval else None,
        "ties": found.ties,
        "order": {"first": found.order.first, "decided": found.order.decided, "p_value": found.order.p_value},
        "winner": found.winner,
        "clips": [{"reference": clip.ref, "label": clip.label, "take": _take(studio, clip.ref)} for clip in test.clips],
        "standings": [vars(standing) for standing in found.standings],
        "trials": [
            {
                "shown": list(trial.shown),
                "answer": trial.answer,
                "chosen": trial.chosen,
                "correct": trial.correct,
                "seconds": trial.seconds,
                "replays": trial.replays,
            }
            for trial in test.trials
        ],
    }


def _take(studio: "Studio", reference: str) -> Json | None:
    kind, _, name = reference.partition(":")
    try:
        return take_json(studio.library.take(name)) if kind == "take" else None
    except NotFound:
        return None  # pruned meanwhile


def _said(trials: int) -> Json:
    """Say what a test of so many trials can show: right answers, their power, and answers for one of two clips."""
    return {
        "trials": trials,
        "needed": needed(trials),
        "power": power(trials, _SURE_EAR),
        "preferred": needed(trials, ALPHA / 2),  # either clip may be the one
    }


def _running(test: ListeningTest) -> Json:
    labels = [clip.label for clip in test.clips]
    return {
        "test": test.id,
        "kind": test.kind,
        "trial": len(test.trials) + 1,
        "planned": test.planned,
        "labels": labels,
    }


def _listed(studio: "Studio", test: ListeningTest) -> dict[str, Any]:
    return {
        "test": test.id,
        "kind": test.kind,
        "created": test.created.isoformat(),
        "labels": [clip.label for clip in test.clips],
        "references": [clip.ref for clip in test.clips],
        "verdict": studio.listening.result(test.id).verdict,
    }

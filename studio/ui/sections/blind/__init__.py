"""Blind listening tests: start one, continue one, and see the results of earlier ones."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, HTTPException, Response

from studio.errors import InvalidInput, NotFound
from studio.listening.concealed import concealed_tests
from studio.listening.trial import check_kind
from studio.ui.actions import value_of
from studio.ui.payloads import Json
from studio.ui.section import Action, Section, Workspace
from studio.ui.sections.blind.blind_payloads import ListeningPayload, ResultPayload, SlotPayload, TrialPayload

if TYPE_CHECKING:
    from studio.listening.trial import ListeningRecord
    from studio.session import Studio

_NOT_STORED = {"Cache-Control": "no-store"}
_AS_CSV = {"Content-Disposition": 'attachment; filename="trials.csv"'} | _NOT_STORED


def _routes(router: APIRouter, studio: "Studio") -> None:
    @router.get("/blind/{token}.wav")
    def hidden_sound(token: str) -> Response:
        try:
            sound = concealed_tests(studio.listening).sound(token)
        except NotFound as error:
            raise HTTPException(404, str(error)) from None
        return Response(sound, media_type="audio/wav", headers=_NOT_STORED)

    @router.get("/listening.json")
    def tests() -> ListeningPayload:
        return ListeningPayload.of(studio)

    @router.get("/listening.csv")
    def answers() -> Response:
        return Response(studio.listening.to_csv(), media_type="text/csv; charset=utf-8", headers=_AS_CSV)


class BlindTests:
    """What the page does in a blind test; each action returns the test's state.

    Parameters
    ----------
    studio : Studio
        Whose tests they are.
    """

    def __init__(self, studio: "Studio") -> None:
        self._studio = studio
        self._tests = concealed_tests(studio.listening)

    def begin(self, request: Json) -> Any:
        """Start a test: `kind`, `clips` (references) and, except for a tournament, `trials`."""
        return self._state(self._begun(request).id)

    def show(self, request: Json) -> Any:
        """Return the state of `test`: the trial at hand, or the result."""
        return self._state(_test(request))

    def answer(self, request: Json) -> Any:
        """Answer `trial` of `test`: `answer`, `seconds`, `replays`."""
        test, answer = _test(request), value_of(request, "answer", str)
        trial, replays = value_of(request, "trial", int), value_of(request, "replays", int)
        seconds = value_of(request, "seconds", float)
        try:
            self._tests.answer(test, trial, answer, seconds=seconds, replays=replays)
        except InvalidInput as error:
            if error.code != "not-this-trial":  # else it was answered in another tab: continue from there
                raise
        return self._state(test)

    def take_back(self, request: Json) -> Any:
        """Undo the last answer of `test`."""
        self._tests.take_back(_test(request))
        return self._state(_test(request))

    def finish(self, request: Json) -> Any:
        """Stop `test`; an empty state if nothing was answered, because then the test is gone."""
        return self._state(_test(request)) if self._tests.stop(_test(request)) else None

    def discard(self, request: Json) -> None:
        """Delete `test`."""
        self._tests.discard(_test(request))

    def _begun(self, request: Json) -> "ListeningRecord":
        clips = value_of(request, "clips", lambda clips: [str(reference) for reference in clips])
        kind = value_of(request, "kind", check_kind)
        if kind != "tournament" and len(clips) != 2:
            raise InvalidInput("This test compares two clips.", "Put one into A and another into B.")
        return self._tests.begin(kind, clips, None if kind == "tournament" else value_of(request, "trials", int))

    def _state(self, test_id: str) -> TrialPayload | Json:
        offer = self._tests.offer(test_id)
        if offer is None:
            test = self._tests.find(test_id)
            return {"result": ResultPayload.of(self._studio, test, self._tests.result(test_id))}
        return TrialPayload(
            test=offer.test,
            kind=offer.kind,
            trial=offer.trial,
            planned=offer.planned,
            slots=[SlotPayload(name, f"/studio/blind/{token}.wav") for name, token in offer.slots.items()],
            may_take_back=offer.may_take_back,
            decided=offer.decided,
            cost=offer.cost_of_stopping,
        )


def _test(request: Json) -> str:
    return value_of(request, "test", str)


def _actions(studio: "Studio") -> list[Action]:
    tests = BlindTests(studio)
    return [tests.begin, tests.show, tests.answer, tests.take_back, tests.finish, tests.discard]


SECTION = Section(
    name="blind",
    folder=Path(__file__).parent,
    workspace=Workspace.COMPARE,
    column="words",
    module="blind.js",
    styles="blind.css",
    routes=_routes,
    actions=_actions,
)

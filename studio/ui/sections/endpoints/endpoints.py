"""What the named endpoints do: checked arguments in, takes with their files out, errors as sentences."""

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import gradio as gr

from studio.audio.sound_file import SoundFileFailed
from studio.audio.tags import TagsDamaged
from studio.domain.clip_ref import ClipRef
from studio.domain.language import AUTO
from studio.domain.take import Take
from studio.errors import InvalidInput, StudioError
from studio.session import Studio, auditions_of
from studio.store.encodings import ENCODINGS
from studio.store.files import make_private_folder
from studio.store.provenance import Provenance
from studio.ui.payloads import Json, TakePayload, to_json
from studio.ui.sections.downloads.conversion import converted, pieces
from studio.ui.sections.downloads.file_names import file_name
from studio.ui.sections.presets.preset_payloads import PresetPayload

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

_CLIENT = "gradio_client"  # its name in the engine's queue, which takes turns between clients


def _in_sentences(function: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Raise errors as Gradio's, which shows the client their sentence and no traceback."""

    @wraps(function)
    def call(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        try:
            return function(*args, **kwargs)
        except StudioError as error:
            raise gr.Error(str(error), print_exception=False) from None

    return call


class Endpoints:
    """The functions behind the endpoints; each may be called from any thread.

    Parameters
    ----------
    studio : Studio
        What they call.
    """

    def __init__(self, studio: Studio) -> None:
        self._studio = studio

    @_in_sentences
    def design(
        self,
        description: str,
        text: str,
        takes: int = 4,
        seed: str = "",
        language: str = AUTO,
        format: str = "flac",
    ) -> list[dict[str, Any]]:
        """Generate takes of a described voice, and wait for them.

        Returns a list: for each take its id, ref, label, seed, duration in seconds, and file.
        """
        _check_format(format)
        audition = auditions_of(self._studio, _CLIENT).design(
            description, text, takes=takes, seed=seed or None, language=language
        )
        return [self._answer(take, format) for take in audition.wait()]

    @_in_sentences
    def say(self, voice: str, text: str, seed: str = "", language: str = AUTO, format: str = "flac") -> dict[str, Any]:
        """Speak a text in a saved voice, and wait for the clip.

        `voice` is a preset's name, "preset:SLUG", or the label or id of a take. Returns one take, as `/design` does.
        """
        _check_format(format)
        auditions = auditions_of(self._studio, _CLIENT)
        audition = auditions.say(str(voice), str(text), seed=seed or None, language=language)
        return self._answer(audition.wait()[0], format)

    @_in_sentences
    def presets(self) -> list[dict[str, Any]]:
        """List the saved voices: the user's own, newest first, then the starters."""
        return [to_json(PresetPayload.of(preset)) for preset in self._studio.presets.values()]

    def _answer(self, take: Take, form: str) -> Json:
        shown = TakePayload.of(self._studio.library.entry(take.id))
        file = gr.FileData(path=str(self._file(take, form)))
        return {
            "id": shown.id,
            "ref": shown.ref,
            "label": shown.label,
            "seed": shown.seed,
            "duration": shown.duration,
            "file": file.model_dump(),
        }

    def _file(self, take: Take, form: str) -> Path:
        """Return the take's sound under its label, where Gradio serves it."""
        folder = Path(os.environ["GRADIO_TEMP_DIR"]) / "endpoints" / take.id
        make_private_folder(folder)
        encoding = ENCODINGS[form]
        path = folder / file_name(self._studio, ClipRef("take", take.id), encoding)
        try:
            sound = converted(self._studio.library.path(take.id), encoding, Provenance.of_take(take))
            with path.open("wb") as file:
                file.writelines(pieces(sound))
        except (OSError, SoundFileFailed, TagsDamaged) as error:
            raise StudioError(f"The take cannot be written as {form}: {error}.", "Try another format.") from error
        return path


def _check_format(name: str) -> None:
    if name not in ENCODINGS:
        raise InvalidInput(f"{str(name)[:20]!r} is not a sound format.", f"Use one of: {', '.join(ENCODINGS)}.")

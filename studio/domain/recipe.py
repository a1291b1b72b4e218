"""The recipe: everything that makes a take again."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from studio.domain.language import AUTO, parse_language
from studio.domain.limits import (
    MAX_LINES,
    MAX_SEED,
    MAX_SPEECH,
    MAX_TEXT,
    check_description,
    check_seed,
    check_takes,
    check_text,
    frame_cap,
)
from studio.domain.sketch_voice import Variant
from studio.domain.voice import Voice
from studio.errors import InvalidInput

_LARGEST_CAP = frame_cap("七" * MAX_SPEECH) + 6 * MAX_SPEECH  # more than any text can need


@dataclass(frozen=True)
class Sampling:
    """How tokens are drawn. None leaves a setting to the checkpoint's own generation config.

    Parameters
    ----------
    temperature : float, optional
        0 is greedy; the model's own default is 0.9.
    top_k : int, optional
        Draw among the k likeliest; 0 turns it off; default 50.
    top_p : float, optional
        Draw among the likeliest that sum to p; default 1.0.
    repetition_penalty : float, optional
        Above 1 discourages tokens heard lately; default 1.05.
    """

    temperature: float | None = None
    top_k: int | None = None
    top_p: float | None = None
    repetition_penalty: float | None = None

    def __post_init__(self) -> None:
        _within("temperature", self.temperature, 0.0, 5.0)
        _within("top_k", self.top_k, 0, 10_000)
        _within("top_p", self.top_p, 0.0, 1.0)
        _within("repetition_penalty", self.repetition_penalty, 0.5, 5.0)


@dataclass(frozen=True)
class Recipe:
    """Everything that makes a take again, on the same machine with the same versions.

    `backend`, `model`, `revision` and `versions` are empty until the generation process has filled them in.

    Parameters
    ----------
    description : str
        How the voice sounds.
    text : str
        What is spoken.
    seed : int
        0 to 2³²-1.
    language : str
        A name of `studio.domain.language.LANGUAGES`, or "auto".
    sampling : Sampling
        How tokens are drawn.
    frame_cap : int
        The most codec frames, 12.5 a second, before the take counts as run away.
    backend, model, revision : str
        What spoke it: "qwen3" or "sketch", the model's id or folder, its revision.
    versions : mapping of str to str
        Of every package that shapes the samples.
    voice : Voice, optional
        The saved voice that speaks; None for a take that invents one from the description.
    variant : Variant, optional
        The numbers that the sketch speaks with, whatever description and seed lead to; the seed then moves only a
        rough voice's noise. None lets description and seed choose them, and the recipe that comes back says them.
    """

    description: str
    text: str
    seed: int
    language: str = AUTO
    sampling: Sampling = field(default_factory=Sampling)
    frame_cap: int = 0
    backend: str = ""
    model: str = ""
    revision: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    voice: Voice | None = None
    variant: Variant | None = None

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON data; `from_json` is its inverse. It leaves out `voice` and `variant` where there is none."""
        data = asdict(self)
        for name in ("voice", "variant"):
            if data[name] is None:
                del data[name]
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Recipe":
        """Read and check what `to_json` gave.

        Raises
        ------
        InvalidInput
            If a field is missing, unknown, or out of its range.
        """
        try:
            values = dict(data)
            values["sampling"] = Sampling(**values.get("sampling", {}))
            if values.get("voice") is not None:
                values["voice"] = Voice.from_json(values["voice"])
            if values.get("variant") is not None:
                values["variant"] = Variant(**values["variant"])
            recipe = cls(**values)
        except (TypeError, ValueError) as error:
            raise _no_recipe(str(error)) from None
        return recipe._checked()

    def _checked(self) -> "Recipe":
        names = (self.backend, self.model, self.revision)
        if not all(isinstance(name, str) for name in names):
            raise _no_recipe("backend, model and revision are text")
        if not isinstance(self.versions, Mapping) or not all(
            isinstance(word, str) for item in self.versions.items() for word in item
        ):
            raise _no_recipe("versions are text")
        text, cap = check_text(self.text, MAX_SPEECH if self.voice else MAX_TEXT), self.frame_cap
        if isinstance(cap, bool) or not isinstance(cap, int) or not 0 <= cap <= _LARGEST_CAP:
            raise _no_recipe("the frame cap is out of range")
        return replace(
            self,
            description=check_description(self.description),
            text=text,
            seed=check_seed(self.seed),
            language=parse_language(self.language),
            frame_cap=cap or frame_cap(text),
            versions=dict(self.versions),
        )


def audition_recipes(
    description: str,
    text: str,
    *,
    takes: int = 4,
    seed: int | str | None = None,
    language: str = AUTO,
    sampling: Sampling | None = None,
) -> tuple[Recipe, ...]:
    """Write the recipes of one audition: the same words, one seed a take.

    The takes' seeds follow one another, so that any of them can be made again alone: seed 9 with one take is the
    third take of seed 7.

    Returns
    -------
    tuple of Recipe
        One a take, in order.

    Raises
    ------
    InvalidInput
        If any of it cannot be used.
    """
    count = check_takes(takes)
    first = Recipe(
        description=check_description(description),
        text=check_text(text),
        seed=check_seed(seed),
        language=parse_language(language),
        sampling=sampling or Sampling(),
        frame_cap=frame_cap(check_text(text)),
    )
    return tuple(replace(first, seed=(first.seed + offset) % (MAX_SEED + 1)) for offset in range(count))


def spoken_recipes(
    voice: Voice,
    description: str,
    lines: Sequence[str],
    *,
    takes: int = 1,
    seed: int | str | None = None,
    language: str = AUTO,
    sampling: Sampling | None = None,
    variant: Variant | None = None,
) -> tuple[Recipe, ...]:
    """Write the recipes of lines that a saved voice speaks: every line `takes` times, its seeds counting on.

    Parameters
    ----------
    voice : Voice
        Who speaks.
    description : str
        The voice's own.
    lines : sequence of str
        What is said; each becomes a clip of its own.
    takes, seed, language, sampling
        As for `audition_recipes`; without a seed, the voice's own.
    variant : Variant, optional
        The numbers of a sketch's voice, as the recipe of its reference says them.

    Raises
    ------
    InvalidInput
        If any of it cannot be used.
    """
    count = check_takes(takes)
    if not 1 <= len(lines) * count <= MAX_LINES:
        raise _invalid_lines(len(lines), count)
    first = voice.seed if seed is None or seed == "" else check_seed(seed)
    texts = [check_text(line, MAX_SPEECH) for line in lines]
    spoken = parse_language(language)
    return tuple(
        Recipe(
            description=check_description(description),
            text=text,
            seed=(first + offset) % (MAX_SEED + 1),
            language=spoken,
            sampling=sampling or Sampling(),
            frame_cap=frame_cap(text),
            voice=voice,
            variant=variant,
        )
        for text in texts
        for offset in range(count)
    )


def _invalid_lines(lines: int, takes: int) -> InvalidInput:
    return InvalidInput(
        f"{lines} lines with {takes} takes each cannot be spoken at once.",
        f"Ask for 1 to {MAX_LINES} clips; a long text can be one line.",
        code="invalid-lines",
        details={"field": "text"},
    )


def _no_recipe(why: str) -> InvalidInput:
    return InvalidInput(
        f"This is not a recipe: {why[:200].rstrip('.')}.", "Use one that the studio wrote.", code="invalid-recipe"
    )


def _within(name: str, value: float | None, low: float, high: float) -> None:
    if value is None:
        return
    kinds = int if name == "top_k" else int | float
    if isinstance(value, bool) or not isinstance(value, kinds) or not low <= value <= high:
        raise InvalidInput(
            f"{name.replace('_', ' ').capitalize()} cannot be {str(value)[:40]}.",
            f"Use a {'whole ' if kinds is int else ''}number from {low:g} to {high:g}.",
            code=f"invalid-{name.replace('_', '-')}",
            details={"field": name},
        )

"""Recipes: everything that is needed to make a take again."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import pairwise
from typing import Any

from studio.domain.language import AUTO, parse_language
from studio.domain.limits import (
    FRAMES_PER_SECOND,
    LONGEST_PAUSE,
    MAX_LINES,
    MAX_SEED,
    MAX_SPEECH,
    MAX_TEXT,
    MOST_PAUSES,
    check_description,
    check_pauses,
    check_pronunciations,
    check_seed,
    check_takes,
    check_text,
    frame_cap,
    is_plain,
)
from studio.domain.script import Script
from studio.domain.sketch_voice import SketchVoice
from studio.domain.voice import Voice
from studio.errors import InvalidInput

#: The model in the recipe of a sound that no model made: a recording of a person, imported as a voice.
RECORDING = "recording"
_LARGEST_CAP = (
    frame_cap("七" * MAX_SPEECH)
    + 6 * MAX_SPEECH
    + round(  # more than any text can need
        MOST_PAUSES * LONGEST_PAUSE * FRAMES_PER_SECOND
    )
)
LONGEST_FIELDS = {"backend": 64, "model": 4096, "revision": 256}  # characters; a model may be a path
#: The lowest and the highest value of each setting of `Sampling`.
SAMPLING_RANGES = {
    "temperature": (0.0, 5.0),
    "top_k": (0, 10_000),
    "top_p": (0.0, 1.0),
    "repetition_penalty": (0.5, 5.0),
}
_LONGEST_VERSION = 256
_MOST_VERSIONS = 64


@dataclass(frozen=True)
class Sampling:
    """How the first code of each frame is sampled. None uses the value of the checkpoint's generation config.

    The code predictor, which samples the frame's other codes, uses the config's `subtalker_*` values, and these only
    where the config has none.

    Parameters
    ----------
    temperature : float, optional
        0 to 5; 0 is greedy. Qwen3-TTS's own default is 0.9.
    top_k : int, optional
        Sample from the k most likely tokens; 0 turns it off. Qwen3-TTS: 50.
    top_p : float, optional
        Sample from the most likely tokens whose probabilities sum to p. Qwen3-TTS: 1.0.
    repetition_penalty : float, optional
        0.5 to 5; above 1 makes recent tokens less likely. Qwen3-TTS: 1.05.
    """

    temperature: float | None = None
    top_k: int | None = None
    top_p: float | None = None
    repetition_penalty: float | None = None

    def __post_init__(self) -> None:
        for name, (low, high) in SAMPLING_RANGES.items():
            _within(name, getattr(self, name), low, high)


@dataclass(frozen=True)
class Recipe:
    """Everything that is needed to make a take again, on the same machine with the same versions.

    `backend`, `model`, `revision` and `versions` are empty until the generation process fills them in. To ask for
    something else than a recipe says, use `vary`: `dataclasses.replace` changes one field and keeps what followed from
    its old value, such as the parameters of the sketch's voice, which then speaks as before.

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
        The longest the take may be, in frames of 80 ms whatever the backend; beyond, it counts as a runaway.
    backend, model, revision : str
        What made it: a name of `studio.domain.backends`, the model's id or folder, and its revision.
    versions : mapping of str to str
        Version of every package that affects the samples; of a neural backend, also its device, the chip, and how many
        rows were generated together (`studio.domain.hardware`).
    voice : Voice, optional
        The saved voice that speaks; None for a voice made from the description.
    variant : SketchVoice, optional
        The parameters of the sketch's voice; then the seed affects only the noise of a rough voice. With None they
        follow from description and seed, and the finished take's recipe has them.
    pauses : tuple of (int, float)
        Silence inside the text: before the character at this position, so many seconds.
    pronunciations : mapping of str to str
        Words of the text → how they are respelled for the voice.
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
    versions: Mapping[str, str] = field(default_factory=dict, hash=False)  # a dict has no hash
    voice: Voice | None = None
    variant: SketchVoice | None = None
    pauses: tuple[tuple[int, float], ...] = ()
    pronunciations: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def is_recording(self) -> bool:
        """Whether the sound is a recording of a person, which no recipe makes again."""
        return self.model == RECORDING

    @property
    def max_seconds(self) -> float:
        """The longest the take may be, in seconds."""
        return self.frame_cap / FRAMES_PER_SECOND

    @property
    def marked_text(self) -> str:
        """The text with its pauses as marks, as a person may type it: "One. [pause 1] Two."."""
        parts = [*(f"[pause {seconds:g}] " for _, seconds in self.pauses), ""]
        edges = pairwise([0, *(position for position, _ in self.pauses), len(self.text)])
        return "".join(self.text[start:end] + part for (start, end), part in zip(edges, parts, strict=True))

    def vary(
        self,
        *,
        description: str | None = None,
        text: str | Script | None = None,
        seed: int | None = None,
        language: str | None = None,
        sampling: Sampling | None = None,
    ) -> "Recipe":
        """Return a recipe that asks for something else, without what no longer holds then.

        Another description is another voice: a saved voice that speaks, and the parameters of the sketch's voice, are
        left out. So is another seed, unless a saved voice speaks, of which it is another reading. Another text is
        spoken by the same voice, without the pauses, pronunciations and frame cap of the old one. What made the take
        (backend, model, revision, versions) is left out; a saved voice keeps its backend and model.

        Parameters
        ----------
        description, language, sampling, optional
            As of the recipe; default: unchanged.
        text : str or Script, optional
            What is spoken, without marks; a `Script` has pauses and pronunciations. Default: unchanged.
        seed : int, optional
            Default: unchanged.

        Returns
        -------
        Recipe
            Checked.

        Raises
        ------
        InvalidInput
            If a field cannot be used.

        Examples
        --------
        >>> Recipe("a calm woman", "Good evening.", seed=7).vary(seed=8, text="Good night.").text
        'Good night.'
        """
        changes: dict[str, Any] = {"revision": "", "versions": {}}
        if description is not None and check_description(description) != self.description:
            changes |= {"description": description, "voice": None, "variant": None}
        if seed is not None and check_seed(seed) != self.seed:
            changes["seed"] = seed
            if self.voice is None:
                changes["variant"] = None
        if not changes.get("voice", self.voice):
            changes |= {"backend": "", "model": ""}
        if text is not None:
            changes |= _script_fields(text, MAX_SPEECH)
        changes |= {"language": language or self.language, "sampling": sampling or self.sampling}
        return replace(self, **changes).checked()

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON data, without what few recipes have where this one has none; `from_json` is the inverse."""
        data = asdict(self)
        for name in ("voice", "variant", "pauses", "pronunciations"):
            if not data[name]:
                del data[name]
        if self.variant and not self.variant.pauses:
            del data["variant"]["pauses"]
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Recipe":
        """Return the recipe that `to_json` wrote, checked.

        Raises
        ------
        InvalidInput
            If a field is missing, unknown or out of range.
        """
        try:
            values = dict(data)
            values["sampling"] = Sampling(**values.get("sampling", {}))
            if values.get("voice") is not None:
                values["voice"] = Voice.from_json(values["voice"])
            if values.get("variant") is not None:
                values["variant"] = SketchVoice(**values["variant"])
            values["pauses"] = tuple((position, seconds) for position, seconds in values.get("pauses", ()))
            recipe = cls(**values)
        except (TypeError, ValueError) as error:
            raise _invalid_recipe(str(error)) from None
        return recipe.checked()

    def checked(self) -> "Recipe":
        """Return the recipe with its fields normalised, and the default frame cap where it has none.

        Raises
        ------
        InvalidInput
            If a field is out of range.
        """
        self._check_types()
        text = check_text(self.text, MAX_SPEECH if self.voice else MAX_TEXT)
        return replace(
            self,
            description=check_description(self.description),
            text=text,
            seed=check_seed(self.seed),
            language=parse_language(self.language),
            frame_cap=self.frame_cap or frame_cap(text),
            versions=dict(self.versions),
            voice=self.voice.checked() if self.voice else None,
            pauses=check_pauses(self.pauses, text),
            pronunciations=check_pronunciations(self.pronunciations),
        )

    def _check_types(self) -> None:
        for name, longest in LONGEST_FIELDS.items():
            if not is_plain(getattr(self, name), longest):
                raise _invalid_recipe(f"{name} must be plain text of at most {longest:,} characters")
        if not _are_versions(self.versions):
            raise _invalid_recipe("versions must be short plain texts")
        cap = self.frame_cap
        if isinstance(cap, bool) or not isinstance(cap, int) or not 0 <= cap <= _LARGEST_CAP:
            raise _invalid_recipe("the frame cap is out of range")
        for field_name, kind in (("sampling", Sampling), ("voice", Voice), ("variant", SketchVoice)):
            value = getattr(self, field_name)
            if not isinstance(value, kind) and not (value is None and field_name != "sampling"):
                raise _invalid_recipe(f"{field_name} must be a {kind.__name__}")


def audition_recipes(
    description: str,
    text: str | Script,
    *,
    takes: int = 4,
    seed: int | str | None = None,
    language: str = AUTO,
    sampling: Sampling | None = None,
) -> tuple[Recipe, ...]:
    """Return the recipes of one audition: the same description and text, and consecutive seeds.

    So each take can be made again alone: the third take of seed 7 is the first take of seed 9.

    Returns
    -------
    tuple of Recipe
        One for each take, in order.

    Raises
    ------
    InvalidInput
        If an argument cannot be used.
    """
    count = check_takes(takes)
    first = Recipe(
        description=check_description(description),
        text="",
        seed=check_seed(seed),
        language=parse_language(language),
        sampling=sampling or Sampling(),
    )
    first = replace(first, **_script_fields(text, MAX_TEXT))
    return tuple(replace(first, seed=(first.seed + offset) % (MAX_SEED + 1)) for offset in range(count))


def more_recipes(recipe: Recipe, *, takes: int = 4, seed: int | str | None = None) -> tuple[Recipe, ...]:
    """Return recipes with everything that a recipe asks for and other seeds, consecutive ones.

    Parameters
    ----------
    recipe : Recipe
        Of a described voice; what made it (backend, model, versions) is left out.
    takes, seed
        As for `audition_recipes`.

    Raises
    ------
    InvalidInput
        If an argument cannot be used.
    """
    count, first = check_takes(takes), check_seed(seed)
    return tuple(recipe.vary(seed=(first + offset) % (MAX_SEED + 1)) for offset in range(count))


def spoken_recipes(
    voice: Voice,
    description: str,
    lines: Sequence[str | Script],
    *,
    takes: int = 1,
    seed: int | str | None = None,
    language: str = AUTO,
    sampling: Sampling | None = None,
    variant: SketchVoice | None = None,
) -> tuple[Recipe, ...]:
    """Return the recipes of lines in a saved voice: `takes` of each line, with consecutive seeds.

    Parameters
    ----------
    voice : Voice
        The saved voice.
    description : str
        Its description.
    lines : sequence of str or Script
        Texts; each becomes a clip.
    takes, seed, language, sampling
        As for `audition_recipes`; the default seed is the voice's own.
    variant : SketchVoice, optional
        The parameters of a voice of the sketch.

    Raises
    ------
    InvalidInput
        If an argument cannot be used.
    """
    count = check_lines(len(lines), takes)
    first = voice.seed if seed is None or seed == "" else check_seed(seed)
    texts = [_script_fields(line, MAX_SPEECH) for line in lines]
    spoken = parse_language(language)
    return tuple(
        Recipe(
            description=check_description(description),
            seed=(first + offset) % (MAX_SEED + 1),
            language=spoken,
            sampling=sampling or Sampling(),
            voice=voice,
            variant=variant,
            **text,
        )
        for text in texts
        for offset in range(count)
    )


def _script_fields(text: str | Script, longest: int) -> dict[str, Any]:
    """Return the fields of a recipe that follow from what is spoken."""
    script = text if isinstance(text, Script) else Script(text)
    checked = check_text(script.text, longest)
    pauses = check_pauses(script.pauses, checked)
    silence = math.ceil(sum(seconds for _, seconds in pauses) * FRAMES_PER_SECOND)
    longer = sum(_lengthening(checked, word, said) for word, said in script.pronunciations.items())
    return {
        "text": checked,
        "pauses": pauses,
        "pronunciations": check_pronunciations(script.pronunciations),
        "frame_cap": frame_cap(checked) + silence + longer,
    }


def _lengthening(text: str, word: str, said: str) -> int:
    """Return the codec frames by which a respelling may lengthen a text."""
    return text.casefold().count(word.casefold()) * max(0, frame_cap(said) - frame_cap(word))


def check_lines(lines: int, takes: int) -> int:
    """Return the number of takes of each line, checked.

    Raises
    ------
    InvalidInput
        If it is not 1 to 8, or there are no lines, or more than can be spoken at once.
    """
    count = check_takes(takes)
    if 1 <= lines * count <= MAX_LINES:
        return count
    raise InvalidInput(
        f"{lines} lines with {count} takes each cannot be spoken at once.",
        f"Ask for 1 to {MAX_LINES} clips; a long text can be one line.",
        code="invalid-lines",
        details={"field": "text"},
    )


def _invalid_recipe(why: str) -> InvalidInput:
    return InvalidInput(
        f"This is not a valid recipe: {why[:200].rstrip('.')}.", "Use one that the studio wrote.", code="invalid-recipe"
    )


def _are_versions(versions: object) -> bool:
    return (
        isinstance(versions, Mapping)
        and len(versions) <= _MOST_VERSIONS
        and all(is_plain(word, _LONGEST_VERSION) for item in versions.items() for word in item)
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

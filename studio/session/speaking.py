"""The part of `Studio` that speaks in saved voices, and makes others of them."""

from collections.abc import Sequence
from typing import overload

from studio.auditions.audition import Audition
from studio.auditions.auditions import Auditions
from studio.auditions.consistency import Consistency, ConsistencyTest
from studio.auditions.delivery_proposal import DeliveryProposal, ProposedDelivery
from studio.auditions.remix import Remix
from studio.clips.lookup import ClipLike
from studio.domain.language import AUTO
from studio.domain.recipe import Sampling
from studio.domain.take import Take
from studio.domain.takes import Takes
from studio.store.preset_folder import Preset
from studio.workspace import Workspace


class Speaking(Workspace):
    """A workspace that speaks in saved voices."""

    _auditions: Auditions

    @overload
    def say(  # type: ignore[overload-overlap]  # a str is a sequence too
        self,
        voice: ClipLike,
        text: str,
        *,
        delivery: str = "",
        seed: int | None = None,
        language: str = AUTO,
        sampling: Sampling | None = None,
        raw: bool = False,
    ) -> Take: ...

    @overload
    def say(
        self,
        voice: ClipLike,
        text: Sequence[str],
        *,
        delivery: str = "",
        seed: int | None = None,
        language: str = AUTO,
        sampling: Sampling | None = None,
        raw: bool = False,
    ) -> Takes: ...

    def say(
        self,
        voice: ClipLike,
        text: str | Sequence[str],
        *,
        delivery: str = "",
        seed: int | None = None,
        language: str = AUTO,
        sampling: Sampling | None = None,
        raw: bool = False,
    ) -> Take | Takes:
        """Speak text in a saved voice, and wait for it.

        The sketch speaks in voices that it made; a Base model copies those of qwen3 from their reference audio. A long
        text is spoken in passages and becomes one clip.

        Parameters
        ----------
        voice : ClipLike
            A preset or its name, or "NAME/DELIVERY"; a take that is not saved yet, or its label or id; or a sound file
            that the studio wrote, as for `clip`.
        text : str or sequence of str
            What is spoken, 20,000 characters at most; each line of a sequence becomes a clip.
        delivery : str
            One of the preset's deliveries, such as "sad"; default: as `voice` says, else its own reference.
        seed : int, optional
            Of each line; default: the voice's own, so that the same text is the same take.
        language : str
            One of the ten, or "auto".
        sampling : Sampling, optional
            How tokens are drawn; qwen3 only.
        raw : bool
            As for `design`.

        Returns
        -------
        Take or Takes
            One take for one text; for a sequence, one for each line, in order. `start_say(…, takes=4)` makes several of
            one text.

        Raises
        ------
        InvalidInput
            If an argument cannot be used. With the code "reference-too-short" or "reference-too-long" if the reference
            audio is too short or too long to copy: `lengthen` makes another; "reference-unusable" if it is not mono at
            24 kHz.
        NotFound
            If there is no such voice, or it has no such delivery: then it lists those it has.
        ModelMissing
            If the voice needs a Base model and none is on this machine; it says which one to download.
        EngineError, StorageFailed
            If it could not be spoken or stored.

        Examples
        --------
        >>> from studio import Studio
        >>> with Studio() as st:  # doctest: +SKIP
        ...     take = st.say("evening", "Good evening, and welcome.")
        ...     take.samples, take.sample_rate
        """
        audition = self.start_say(
            voice, text, delivery=delivery, seed=seed, language=language, sampling=sampling, raw=raw
        )
        spoken = audition.wait()
        return spoken[0] if isinstance(text, str) else spoken

    def start_say(
        self,
        voice: ClipLike,
        text: str | Sequence[str],
        *,
        delivery: str = "",
        takes: int = 1,
        seed: int | None = None,
        language: str = AUTO,
        sampling: Sampling | None = None,
        raw: bool = False,
    ) -> Audition:
        """Queue text to be spoken in a saved voice, and return at once; the arguments are those of `say`.

        Parameters
        ----------
        takes : int
            Takes of each line, 1 to 8; their seeds count on from `seed`.

        Returns
        -------
        Audition
            To follow, stream, wait for or cancel.

        Raises
        ------
        StudioError
            As for `say` and `start_design`.
        """
        return self._auditions.say(
            voice,
            text,
            delivery=delivery,
            takes=takes,
            seed=seed,
            language=language,
            sampling=sampling,
            raw=raw,
        )

    def lengthen(self, voice: ClipLike, *, takes: int = 4) -> Takes:
        """Make takes of a voice's description that last 12 to 20 s, to choose better reference audio from.

        The seeds count on from the voice's own, so the first take is the most similar one; the voice may still differ,
        since a description does not determine it.

        Parameters
        ----------
        voice : ClipLike
            As for `say`.
        takes : int
            As for `design`.

        Raises
        ------
        StudioError
            As for `design`; `NotFound` if there is no such voice.
        """
        return self.start_lengthen(voice, takes=takes).wait()

    def start_lengthen(self, voice: ClipLike, *, takes: int = 4) -> Audition:
        """Queue what `lengthen` makes, and return at once; raises also as `start_design`."""
        return self._auditions.lengthen(voice, takes=takes)

    def consistency(self, voice: ClipLike) -> Consistency:
        """Test whether a voice stays the same over five texts, and wait for the result.

        The Base model's speaker encoder compares the lines with each other, with the reference audio, and with other
        voices.

        Parameters
        ----------
        voice : ClipLike
            As for `say`; it need not be saved yet.

        Raises
        ------
        InvalidInput
            With the code "no-encoder" for a voice of the sketch, which is the same by construction.
        StudioError
            As for `say`.
        """
        return self.start_consistency(voice).wait()

    def start_consistency(self, voice: ClipLike) -> ConsistencyTest:
        """Queue the test that `consistency` waits for, and return at once: to follow, wait for or cancel."""
        return self._auditions.consistency(voice)

    def propose_delivery(
        self, voice: Preset | str, name: str, *, words: str = "", takes: int = 4
    ) -> tuple[ProposedDelivery, ...]:
        """Make takes of a saved voice in another manner, such as "sad", and wait for them.

        On the sketch they have the voice's own numbers with the prosody moved. A described voice is designed again,
        with the words of the delivery in its description, and the Base model's speaker encoder then says how similar
        each take is to the neutral reference.

        Parameters
        ----------
        voice : Preset or str
            A preset or its name.
        name : str
            The delivery's: "calm", "happy", "sad", "angry", "excited", "afraid", "tender" or "whisper", in English,
            French or Chinese; or one of your own.
        words : str
            How it sounds, in your words; default: what the studio knows of the name, else the name itself.
        takes : int
            How many, 1 to 8.

        Returns
        -------
        tuple of ProposedDelivery
            The one that sounds most like the voice first; `keep_delivery` keeps its `take`.

        Raises
        ------
        InvalidInput
            If an argument cannot be used; with the code "other-backend" if another model is loaded than made the voice,
            "delivery-without-effect" if the sketch understands nothing of the words.
        NotFound
            If there is no such voice.
        EngineError
            As for `design`.

        Examples
        --------
        >>> for proposed in st.propose_delivery("evening", "sad"):  # doctest: +SKIP
        ...     print(proposed)
        <Evening · Good evening: same voice (0.973)>
        """
        return self.start_delivery_proposal(voice, name, words=words, takes=takes).wait()

    def start_delivery_proposal(
        self, voice: Preset | str, name: str, *, words: str = "", takes: int = 4
    ) -> DeliveryProposal:
        """Queue the takes that `propose_delivery` waits for, and return at once: to follow, wait for or cancel."""
        return self._auditions.propose_delivery(voice, name, words=words, takes=takes)

    def remix(self, voice: ClipLike, change: str, *, takes: int = 4) -> Remix:
        """Make takes of a voice with a change, "this voice, but warmer", and wait for them.

        They are designed with the voice's description, in which the change is made, with the text of the voice and the
        seeds of the takes that were heard beside it, its own first. Where the library does not have those, the same
        number of takes of the unchanged description is made first: so the result says what the change moved.

        Parameters
        ----------
        voice : ClipLike
            As for `say`.
        change : str
            "warmer", "ten years older and a bit slower", "sad", or any words; in English, French or Chinese
            (`studio.edit.changed`).
        takes : int
            How many, 1 to 8; with fewer than four nothing can be told from chance.

        Returns
        -------
        Remix
            `takes` has its takes, `diff` says what changed in the words, `moved()` in the sound. A voice that is kept
            from one of its takes knows what it was made from (`Preset.lineage`).

        Raises
        ------
        InvalidInput
            If an argument cannot be used, or another model is loaded than made the voice ("other-backend").
        NotFound, EngineError
            As for `say`.

        Examples
        --------
        >>> remix = st.remix("evening", "ten years older")  # doctest: +SKIP
        >>> print(remix.diff)  # doctest: +SKIP
        A warm woman's voice in her [-forties.-] {+fifties.+}
        >>> remix.takes, remix.moved()  # doctest: +SKIP
        """
        remix = self.start_remix(voice, change, takes=takes)
        remix.wait()
        return remix

    def start_remix(self, voice: ClipLike, change: str, *, takes: int = 4) -> Remix:
        """Queue the takes that `remix` waits for, and return at once: to follow, wait for or cancel."""
        return self._auditions.remix(voice, change, takes=takes)

"""Importing a recording of a person: any sound format, its words, and the consent of whoever speaks."""

import numpy as np
import pytest
import soundfile

from studio import InvalidInput

WORDS = "Good evening, this is me."
CONSENT = "My own voice."


def speech(seconds=5.0, rate=44_100, channels=2):
    """Return a tone in stereo, the second channel silent."""
    tone = 0.5 * np.sin(2 * np.pi * 300 * np.arange(round(seconds * rate)) / rate)
    return np.stack([tone, *[np.zeros_like(tone)] * (channels - 1)], axis=1).astype(np.float32)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("me.wav", {"format": "WAV", "subtype": "PCM_24"}),
        ("me.flac", {"format": "FLAC"}),
        ("me.mp3", {"format": "MP3"}),
        ("me.ogg", {"format": "OGG", "subtype": "VORBIS"}),
        ("me.opus", {"format": "OGG", "subtype": "OPUS"}),
        ("me.txt.bin", {"format": "FLAC"}),  # what it is follows from its content
    ],
)
def test_recording_in_any_format_becomes_a_voice_to_copy(elsewhere, tmp_path, name, written):
    rate = 48_000 if written.get("subtype") == "OPUS" else 44_100
    soundfile.write(tmp_path / name, speech(rate=rate), rate, **written)
    added = elsewhere.add(tmp_path / name, transcript=WORDS, consent=CONSENT)
    samples, sample_rate = added.reference()
    spectrum = np.abs(np.fft.rfft(samples))

    assert (sample_rate, samples.ndim) == (24_000, 1)
    assert len(samples) / sample_rate == pytest.approx(5, abs=0.1)
    assert np.argmax(spectrum) * sample_rate / len(samples) == pytest.approx(300, abs=2)
    assert np.abs(samples).max() == pytest.approx(0.25, abs=0.05)  # the mean of its channels


def test_recording_says_that_it_is_one(elsewhere, tmp_path):
    soundfile.write(tmp_path / "Me.wav", speech(), 44_100)
    (tmp_path / "Me.txt").write_text(f"\ufeff{WORDS}\n", encoding="utf-8")
    added = elsewhere.add(tmp_path / "Me.wav", consent=CONSENT)

    assert (added.name, added.transcript, added.consent) == ("Me", WORDS, CONSENT)
    assert (added.recipe.backend, added.recipe.model) == ("qwen3", "recording")
    assert added.recipe.description == "A recording of a person."
    assert (added.lineage.kind, added.lineage.ref) == ("recording", "Me.wav")


def test_recording_that_is_exported_says_so_there_too(elsewhere, shelf, tmp_path):
    soundfile.write(tmp_path / "Me.wav", speech(), 44_100)
    added = elsewhere.add(tmp_path / "Me.wav", transcript=WORDS, consent=CONSENT)
    elsewhere.export("Me", tmp_path / "me.vox", "vox")
    again = shelf.add(tmp_path / "me.vox")

    assert (again.consent, again.recipe, again.lineage.kind) == (CONSENT, added.recipe, "recording")


def test_recording_in_another_format_needs_consent_too(elsewhere, shelf, tmp_path):
    soundfile.write(tmp_path / "Me.wav", speech(), 44_100)
    slug = elsewhere.add(tmp_path / "Me.wav", transcript=WORDS, consent=CONSENT).slug
    elsewhere.export("Me", tmp_path / "pairs", "pair")
    with pytest.raises(InvalidInput, match="nobody has stated their consent"):
        shelf.add(tmp_path / "pairs")

    elsewhere.change(slug, consent="")
    elsewhere.export("Me", tmp_path / "me.zip", "voicebox")
    with pytest.raises(InvalidInput, match="nobody has stated their consent"):
        shelf.add(tmp_path / "me.zip")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"consent": CONSENT}, "transcript-missing"),
        ({"transcript": WORDS}, "no-consent"),
        ({"transcript": WORDS, "consent": "  "}, "no-consent"),
    ],
)
def test_recording_without_words_or_consent_is_refused(elsewhere, tmp_path, given, code):
    soundfile.write(tmp_path / "me.wav", speech(), 44_100)
    with pytest.raises(InvalidInput) as refusal:
        elsewhere.add(tmp_path / "me.wav", **given)

    assert refusal.value.code == code
    assert "consent=" in refusal.value.next_step or "as transcript" in refusal.value.next_step
    assert list(elsewhere) == []


@pytest.mark.parametrize(
    ("sound", "code"),
    [
        (speech(2.9), "sound-too-short"),
        (speech(31), "sound-too-long"),
        (np.zeros((200_000, 1), np.float32), "sound-silent"),
        (np.full((200_000, 1), np.nan, np.float32), "sound-silent"),
    ],
    ids=["short", "long", "silent", "no numbers"],
)
def test_sound_that_no_voice_can_be_copied_from_is_refused(elsewhere, tmp_path, sound, code):
    soundfile.write(tmp_path / "me.wav", sound, 44_100, subtype="FLOAT")
    with pytest.raises(InvalidInput) as refusal:
        elsewhere.add(tmp_path / "me.wav", transcript=WORDS, consent=CONSENT)

    assert refusal.value.code == code


def test_recording_of_a_phone_is_told_which_formats_to_convert_it_to(elsewhere, tmp_path):
    (tmp_path / "me.M4A").write_bytes(b"\0\0\0\x1cftypM4A " + bytes(100))
    with pytest.raises(InvalidInput) as caught:
        elsewhere.add(tmp_path / "me.M4A", transcript=WORDS, consent=CONSENT)

    assert (caught.value.code, caught.value.next_step) == ("sound-kind", "Convert it to WAV, FLAC, MP3 or Ogg.")


def test_several_files_are_imported_each_for_itself(elsewhere, tmp_path):
    for name in ("one", "two", "three"):
        soundfile.write(tmp_path / f"{name}.flac", speech(channels=1), 44_100)
        (tmp_path / f"{name}.txt").write_text(WORDS)
    (tmp_path / "two.flac").write_bytes((tmp_path / "two.flac").read_bytes()[:20_000])
    (tmp_path / "alone.txt").write_text(WORDS)
    (tmp_path / "one-more.flac").write_bytes(b"no sound")
    found = elsewhere.add_all(sorted(tmp_path.glob("*.*")), consent=CONSENT)

    assert [(each.label, each.preset and each.preset.name) for each in found] == [
        ("alone.txt", None),
        ("one.flac", "one"),
        ("one.flac: one-more.flac", None),
        ("three.flac", "three"),
        ("two.flac", None),
    ]
    assert [each.error.code for each in found if each.error] == ["text-alone", "transcript-missing", "sound-damaged"]

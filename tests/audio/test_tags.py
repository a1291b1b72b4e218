"""Texts in sound files: read by another program, the sound left as it was, and damaged ones refused in bounds."""

import io
import re
from contextlib import suppress
from pathlib import Path

import mutagen
import numpy as np
import pytest
import soundfile
from mutagen.aac import AAC

from studio.audio.sound_file import encode
from studio.audio.tags import TagsDamaged, read_tags, with_tags
from studio.audio.tags.flac import md5_of_samples
from studio.store.provenance import md5_of

RATE = 24_000
TAGS = {"COMMENT": "AI-generated: 声", "ENCODER": "voice studio 1", "VOICE_STUDIO": '{"text":"Où ça?"}'}
FORMATS = {
    "flac": ("FLAC", "PCM_24"),
    "wav": ("WAV", "PCM_24"),
    "mp3": ("MP3", "MPEG_LAYER_III"),
    "opus": ("OGG", "OPUS"),
}
NAMES = {"COMMENT": ("comment", "COMM::eng"), "VOICE_STUDIO": ("voice_studio", "TXXX:VOICE_STUDIO")}


def noise(seconds: float = 0.5) -> np.ndarray:
    steps = np.random.default_rng(7).integers(-(2**20), 2**20, round(seconds * RATE))
    return (steps / 2**23).astype(np.float32)


def encoded(name: str) -> bytes:
    return encode(noise(), RATE, *FORMATS[name])


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / f"sound.{name}"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("longer", [1, 6_000], ids=["short", "over-64-KiB"])
def test_another_program_reads_the_texts_and_the_sound_is_the_same(tmp_path: Path, name: str, longer: int) -> None:
    tags = TAGS | {"VOICE_STUDIO": TAGS["VOICE_STUDIO"] * longer}
    plain = encoded(name)
    path = written(tmp_path, name, with_tags(plain, tags))
    theirs = mutagen.File(path)
    said = {key: str(value[0] if isinstance(value, list) else value) for key, value in theirs.items()}

    assert read_tags(path) == tags
    assert theirs.info.length == pytest.approx(0.5, abs=0.1)
    for ours, names in NAMES.items():
        assert next(said[each] for each in names if each in said) == tags[ours]
    assert soundfile.read(path)[0].tobytes() == soundfile.read(io.BytesIO(plain))[0].tobytes()


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_sound_and_texts_are_the_same_bytes(name: str) -> None:
    assert with_tags(encoded(name), TAGS) == with_tags(encoded(name), TAGS)


@pytest.mark.parametrize("name", ["flac", "mp3", "opus"])
def test_texts_replace_those_that_are_there(name: str) -> None:
    assert with_tags(with_tags(encoded(name), TAGS | {"TITLE": "Old"}), TAGS) == with_tags(encoded(name), TAGS)


def test_wav_has_the_plain_texts_in_its_own_list_too() -> None:
    content = with_tags(encoded("wav"), TAGS)

    assert re.search(rb"LIST....INFOICMT....AI-generated", content, re.DOTALL)
    assert int.from_bytes(content[4:8], "little") == len(content) - 8


def test_aac_has_the_tag_in_front(tmp_path: Path) -> None:
    frame = bytes.fromhex("fff15080017ffc") + bytes(4)  # ADTS: 11 bytes
    path = written(tmp_path, "aac", with_tags(frame * 4, TAGS))

    assert path.read_bytes().endswith(frame * 4)
    assert read_tags(path) == TAGS
    assert AAC(path).info.sample_rate == 44_100


def test_flac_states_the_checksum_of_its_samples() -> None:
    assert md5_of_samples(io.BytesIO(encoded("flac"))) == md5_of(noise())


def test_id3_of_other_programs_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, "mp3", encoded("mp3"))
    tag = mutagen.id3.ID3()
    tag.add(mutagen.id3.TIT2(encoding=1, text="Titre"))
    tag.add(mutagen.id3.TXXX(encoding=1, desc="Note", text="ÿþ 声"))
    tag.add(mutagen.id3.APIC(encoding=0, mime="image/png", type=3, desc="", data=b"\xff\x00" * 500))
    tag.save(path, v2_version=3)

    assert read_tags(path) == {"TITLE": "Titre", "NOTE": "ÿþ 声"}


def test_file_without_texts_and_file_of_another_kind_have_none(tmp_path: Path) -> None:
    assert read_tags(written(tmp_path, "wav", encoded("wav"))) == {}
    assert read_tags(written(tmp_path, "txt", b"RIFF is a word")) == {}
    assert read_tags(written(tmp_path, "empty", b"")) == {}


def broken() -> dict[str, bytes]:
    flac, mp3, opus = (with_tags(encoded(name), TAGS) for name in ("flac", "mp3", "opus"))
    comment = flac.index(b"VOICE_STUDIO=")
    return {
        "flac-cut-off": flac[:60],
        "flac-comment-beyond-its-end": flac[: comment - 4] + b"\xff\xff\xff\x7f" + flac[comment:],
        "flac-of-blocks-only": b"fLaC" + b"\1\0\0\0" * 100_000,
        "mp3-cut-off": mp3[:40],
        "mp3-tag-of-256-MB": b"ID3\4\0\0\x7f\x7f\x7f\x7f" + bytes(2_000_000),
        "mp3-frame-beyond-its-end": mp3[:14] + b"\x7f\x7f\x7f\x7f" + mp3[18:],
        "opus-cut-off": opus[:80],
        "opus-page-damaged": opus[:47] + b"Xgg" + opus[50:],
        "wav-chunk-of-4-GB": encoded("wav") + b"LIST\xff\xff\xff\xffINFO",
    }


@pytest.mark.parametrize("kind", broken())
def test_damaged_texts_are_refused_in_bounds(tmp_path: Path, kind: str) -> None:
    with pytest.raises(TagsDamaged):
        read_tags(written(tmp_path, kind.split("-")[0], broken()[kind]))


def test_no_cut_or_changed_byte_raises_anything_else(tmp_path: Path) -> None:
    random = np.random.default_rng(11)
    for name in FORMATS:
        whole = with_tags(encoded(name), TAGS)
        for _ in range(150):
            changed = bytearray(whole[: int(random.integers(1, len(whole)))] if random.random() < 0.3 else whole)
            for place in random.integers(0, min(len(changed), 600), 4):
                changed[place] = int(random.integers(0, 256))
            with suppress(TagsDamaged):
                read_tags(written(tmp_path, name, bytes(changed)))


def test_pcm_holds_no_texts() -> None:
    with pytest.raises(TagsDamaged, match="holds no texts"):
        with_tags(bytes(100), TAGS)

"""Stored reference audio: found by content, validated, and limited in number and size."""

import os

import numpy as np
import pytest

from studio.domain.take import on_grid
from studio.errors import InvalidInput, NotFound
from studio.store.files import write_flac
from studio.store.reference_audio import ReferenceSounds, content_hash


def sound(seed):
    return on_grid(np.random.default_rng(seed).normal(0, 0.1, 2400).astype(np.float32))


def test_audio_is_found_by_its_content(tmp_path):
    sounds = ReferenceSounds(tmp_path / "references")
    name = sounds.add(sound(1), 24_000)

    assert name == content_hash(sound(1)) != content_hash(sound(2))
    assert sounds.add(sound(1), 24_000) == name
    assert ReferenceSounds(tmp_path / "references").read(name).tobytes() == sound(1).tobytes()


@pytest.mark.parametrize("name", ["0" * 64, "../../etc/passwd", "", "x" * 64])
def test_unknown_or_unsafe_audio_name_is_not_found(tmp_path, name):
    with pytest.raises(NotFound):
        ReferenceSounds(tmp_path).read(name)


def test_modified_audio_file_is_rejected(tmp_path):
    sounds = ReferenceSounds(tmp_path)
    one, other = sounds.add(sound(1), 24_000), sounds.add(sound(2), 24_000)
    (tmp_path / one / "reference.flac").write_bytes((tmp_path / other / "reference.flac").read_bytes())
    with pytest.raises(NotFound):
        sounds.read(one)


@pytest.mark.parametrize(("channels", "rate"), [(1, 44_100), (2, 24_000)])
def test_unsuitable_reference_audio_is_rejected(tmp_path, channels, rate):
    samples = np.stack([sound(1)] * channels, axis=1).squeeze()
    with pytest.raises(InvalidInput, match=f"{rate:,} Hz with {channels} channel") as refusal:
        ReferenceSounds(tmp_path / "references").add(samples, rate)

    assert refusal.value.code == "reference-unusable"
    assert "24,000 Hz, mono" in refusal.value.next_step


def test_stored_audio_of_another_rate_is_rejected(tmp_path):
    name = content_hash(sound(1))
    write_flac(tmp_path / name / "reference.flac", sound(1), 44_100)
    sounds = ReferenceSounds(tmp_path)
    with pytest.raises(NotFound):
        sounds.read(name)

    assert sounds.add(sound(1), 24_000) == name
    assert sounds.read(name).tobytes() == sound(1).tobytes()


def test_least_recently_used_audio_is_deleted(tmp_path):
    sounds = ReferenceSounds(tmp_path, most=3)
    names = []
    for seed in range(5):
        names.append(sounds.add(sound(seed), 24_000))
        os.utime(tmp_path / names[-1], (seed, seed))
        if seed == 3:
            sounds.read(names[1])  # used once more, and now the newest

    assert {path.name for path in tmp_path.iterdir()} == {names[1], names[3], names[4]}


def test_total_size_of_stored_audio_is_limited(tmp_path):
    sounds = ReferenceSounds(tmp_path, most_bytes=1)
    first = sounds.add(sound(1), 24_000)
    os.utime(tmp_path / first, (1, 1))  # two within a tick of the file system's clock are equally old
    last = sounds.add(sound(2), 24_000)

    assert [path.name for path in tmp_path.iterdir()] == [last]


def test_encoded_reference_audio_is_cached(tmp_path):
    sounds, made = ReferenceSounds(tmp_path), []

    def make():
        made.append(1)
        return np.arange(6, dtype=np.int32).reshape(2, 3)

    name = sounds.add(sound(1), 24_000)
    first, second = (sounds.derived(name, "codes-a", make) for _ in range(2))
    (tmp_path / name / "codes-a.npy").write_bytes(b"cut off")
    third = sounds.derived(name, "codes-a", make)
    sounds.derived(name, "codes-b", make)

    assert len(made) == 3
    assert all(np.array_equal(codes, [[0, 1, 2], [3, 4, 5]]) for codes in (first, second, third))

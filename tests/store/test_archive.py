"""Zip files that need far more memory than they have bytes: importing one needs little, and adds nothing."""

import base64
import struct
import subprocess
import sys
import zipfile
import zlib

import pytest

IMPORT = """
import resource, sys
from pathlib import Path
from studio import InvalidInput
from studio.store.presets import PresetShelf
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
try:
    PresetShelf(Path(sys.argv[1])).add(Path(sys.argv[2]))
except InvalidInput as error:
    print(error.what)
"""
DEFLATE, BZIP2, LZMA = zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA
GIB = 1 << 30
#: 3 GiB of zeros as one bzip2 stream of 2.3 KB.
BZIP2_ZEROS = zlib.decompress(
    base64.b85decode(
        "c-nJ{%CIzaj8qGb<l}sFpE17Af#CoH1BU{GL4&WG(*o6%Tn*Dl<wxa5<wxa5<wxa5<wxZQr@YF?>{kr-nGPI4c^0sWGn}h3mnyMc2~w!oJxTLWOWUm"
        "W2?79Bo3dX"
    )
)


def deflated_zeros(mebibytes):
    """Return a raw deflate stream of so many MiB of zeros."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return piece * mebibytes + packer.flush()


def archive_of(method, packed, *, size, more=0):
    """Return a zip file of `preset.json`, and of `more` empty files; `size` is what it states as unpacked size."""
    entry = struct.pack("<HHHHHIIIHH", 20, 0, method, 0, 0, 0, len(packed), size, 11, 0)
    local = b"PK\3\4" + entry + b"preset.json" + packed
    listed = b"PK\1\2\x14\0" + entry + bytes(14) + b"preset.json"
    empty = b"PK\1\2\x14\0" + struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + bytes(14) + b"x"
    directory = listed + empty * more
    end = struct.pack("<HHHHIIH", 0, 0, (more + 1) & 0xFFFF, (more + 1) & 0xFFFF, len(directory), len(local), 0)
    return local + directory + b"PK\5\6" + end


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (lambda: archive_of(BZIP2, BZIP2_ZEROS, size=3 * GIB), "another method"),
        (lambda: archive_of(BZIP2, BZIP2_ZEROS, size=1000), "another method"),
        (lambda: archive_of(LZMA, b"", size=1000), "another method"),
        (lambda: archive_of(DEFLATE, deflated_zeros(3072), size=3 * GIB), "larger than 1 MB"),
        (lambda: archive_of(DEFLATE, deflated_zeros(3072), size=1000), "Bad CRC"),
        (lambda: archive_of(DEFLATE, b"", size=0, more=1_400_000), "too many files"),
    ],
    ids=["bzip2", "bzip2 of a false size", "lzma", "deflate", "deflate of a false size", "a million files"],
)
def test_small_zip_that_unpacks_to_gigabytes_is_rejected_within_1_gib(tmp_path, content, reason):
    (tmp_path / "bomb.zip").write_bytes(content())
    command = [sys.executable, "-c", IMPORT, str(tmp_path / "presets"), str(tmp_path / "bomb.zip")]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)

    assert ran.stderr == ""
    assert reason in ran.stdout
    assert list((tmp_path / "presets").iterdir()) == []

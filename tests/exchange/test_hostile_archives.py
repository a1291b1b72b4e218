"""Files that attack whoever imports them: each is refused with its cause, in little memory and time, and adds nothing.

All of them are imported by one process that may have 1 GiB of address space.
"""

import base64
import io
import json
import os
import stat
import struct
import subprocess
import sys
import zipfile
import zlib
from random import Random

import pytest

IMPORT = """
import json, resource, sys
from pathlib import Path
from studio.exchange.shelf import PresetExchange
import studio.exchange.reference_sound, soundfile
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
shelf = PresetExchange(Path(sys.argv[1]) / "presets")
results = {}
for path in sorted(Path(sys.argv[1], "hostile").iterdir()):
    (found,) = shelf.add_all([path], consent="mine")
    results[path.name] = [found.error and found.error.code, str(found.error)]
status = Path("/proc/self/status").read_text()  # its own peak; that of getrusage begins with the parent's
peak = int(status.partition("VmHWM:")[2].split()[0])
print(json.dumps({"results": results, "peak": peak, "added": sorted(path.name for path in shelf._folder.iterdir())}))
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
PRESET = b'{"schema": 1, "name": "x", "recipe": {"a": 1}, "reference": {"a": 1}}'


def deflated_zeros(mebibytes):
    """Return a raw deflate stream of so many MiB of zeros."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return piece * mebibytes + packer.flush()


def archive_of(method, packed, *, size, more=0, flags=0, check=0, extra=b"", name=b"preset.json"):
    """Return a zip file of one file, and of `more` empty ones; `size` is what it states as unpacked size."""
    entry = struct.pack("<HHHHHIIIHH", 45, flags, method, 0, 0, check, len(packed), size, len(name), len(extra))
    local = b"PK\3\4" + entry + name + extra + packed
    listed = b"PK\1\2\x14\0" + entry + bytes(14) + name + extra
    empty = b"PK\1\2\x14\0" + struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + bytes(14) + b"x"
    directory = listed + empty * more
    end = struct.pack("<HHHHIIH", 0, 0, (more + 1) & 0xFFFF, (more + 1) & 0xFFFF, len(directory), len(local), 0)
    return local + directory + b"PK\5\6" + end


def zip64_of(size):
    """Return a zip file whose file states its size in a Zip64 field (APPNOTE 4.5.3)."""
    field = struct.pack("<HHQ", 1, 8, size)
    return archive_of(0, PRESET, size=0xFFFFFFFF, check=zlib.crc32(PRESET), extra=field)


def zipped(*members):
    """Return a zip file of (name, content, Unix mode)."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content, *mode in members:
            member = zipfile.ZipInfo(name)
            member.external_attr = (mode[0] if mode else stat.S_IFREG | 0o644) << 16
            archive.writestr(member, content)
    return packed.getvalue()


def flac_of_hours():
    """Return the beginning of a FLAC file whose header states 100 hours."""
    header = struct.pack(">HH3s3s", 4096, 4096, bytes(3), bytes(3)) + (
        (24_000 << 44) | (0 << 41) | (15 << 36) | (100 * 3600 * 24_000)
    ).to_bytes(8, "big")
    return b"fLaC\x80\0\0\x22" + header + bytes(16)


def sound(content):
    return zipped(("voice.flac", content), ("voice.txt", b"Hello there."))


HOSTILE = {
    "bzip2 bomb": (archive_of(BZIP2, BZIP2_ZEROS, size=1000), "archive-method"),
    "bzip2 bomb that says so": (archive_of(BZIP2, BZIP2_ZEROS, size=3 * GIB), "archive-too-large"),
    "lzma": (archive_of(LZMA, b"", size=1000), "archive-method"),
    "deflate bomb": (archive_of(DEFLATE, deflated_zeros(3072), size=1000), "archive-damaged"),
    "deflate bomb that says so": (archive_of(DEFLATE, deflated_zeros(3072), size=3 * GIB), "archive-too-large"),
    "200 MB of JSON": (archive_of(DEFLATE, deflated_zeros(200), size=200 << 20), "archive-too-large"),
    "deep JSON": (zipped(("preset.json", b"[" * 900_000)), "json-damaged"),
    "deep objects": (zipped(("preset.json", b'{"a":' * 150_000)), "json-damaged"),
    "wide JSON": (zipped(("preset.json", b"[" + b"[],[],{}," * 100_000 + b"1]")), "json-damaged"),
    "long number": (zipped(("preset.json", b'{"schema":' + b"9" * 900_000 + b"}")), "json-damaged"),
    "a million files": (archive_of(DEFLATE, b"", size=0, more=1_400_000), "archive-damaged"),
    "5,000 files": (zipped(*((f"{number}/preset.json", b"") for number in range(5000))), "archive-too-large"),
    "Zip64 of 8 EiB": (zip64_of((1 << 63) - 1), "archive-too-large"),
    "Zip64 of a longer file": (zip64_of(1000), "archive-damaged"),
    "Zip64 of a shorter file": (zip64_of(10), "archive-damaged"),
    "encrypted": (archive_of(0, PRESET, size=len(PRESET), flags=1), "archive-encrypted"),
    "path upwards": (zipped(("preset.json", PRESET), ("../../outside", b"!")), "archive-path"),
    "path from the root": (zipped(("preset.json", PRESET), ("/etc/outside", b"!")), "archive-path"),
    "path of Windows": (zipped(("preset.json", PRESET), ("..\\outside", b"!")), "archive-path"),
    "drive": (zipped(("preset.json", PRESET), ("C:/outside", b"!")), "archive-path"),
    "link": (zipped(("preset.json", b"/etc/passwd", stat.S_IFLNK | 0o777)), "archive-link"),
    "device": (zipped(("preset.json", b"", stat.S_IFCHR | 0o666)), "archive-device"),
    "pipe": (zipped(("preset.json", b"", stat.S_IFIFO | 0o666)), "archive-device"),
    "two of one name": (zipped(("preset.json", PRESET), ("PRESET.JSON", b"{}")), "archive-duplicate"),
    "archive in an archive": (zipped(("a.zip", zipped(("preset.json", PRESET)))), "archive-nested"),
    "cut off": (zipped(("preset.json", PRESET))[:-30], "archive-damaged"),
    "PyTorch": (zipped(("archive/data.pkl", b"cos\nsystem\n(S'true'\ntR.")), "not-a-voice"),
    "gzip": (b"\x1f\x8b" + bytes(100), "archive-kind"),
    "tar": (bytes(257) + b"ustar" + bytes(250), "archive-kind"),
    "nothing": (b"", "file-empty"),
    "noise": (b"\xff\x00" * 1000, "not-a-voice"),
    "100 hours in a header": (sound(flac_of_hours()), "sound-too-long"),
    "words that are no text": (zipped(("a.wav", b""), ("a.txt", b"\xff\xfe\xff")), "text-damaged"),
    "200 KB of words": (zipped(("a.wav", b""), ("a.txt", b"a" * 200_000)), "archive-too-large"),
    "no sound": (sound(b"RIFF"), "sound-damaged"),
    "no name": (
        zipped(("manifest.json", b'{"vox_version": "0.4.0", "voice": {}}'), ("reference/a.flac", b"")),
        "field-missing",
    ),
    "newer VOX": (zipped(("manifest.json", b'{"vox_version": "2.0.0"}')), "newer-format"),
}


def folders(home):
    """Make folders that hold what only a file system can, and return the expected codes by folder."""
    (home / "outside.json").write_bytes(PRESET)
    makers = {
        "folder with a link": (lambda file: file.symlink_to(home / "outside.json"), "file-link"),
        "folder with a hard link": (lambda file: file.hardlink_to(home / "outside.json"), "file-link"),
        "folder with a pipe": (os.mkfifo, "file-device"),
        "folder with 200 MB": (lambda file: file.write_bytes(b"") or os.truncate(file, 200 << 20), "file-too-large"),
    }
    for name, (make, _) in makers.items():
        (home / "hostile" / name).mkdir()
        make(home / "hostile" / name / "preset.json")
    os.mkfifo(home / "hostile" / "pipe itself")
    (home / "hostile" / "300 MB").write_bytes(b"PK\3\4")
    os.truncate(home / "hostile" / "300 MB", 300 << 20)
    return {name: code for name, (_, code) in makers.items()} | {
        "pipe itself": "file-device",
        "300 MB": "archive-too-large",
    }


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """Import every hostile file in one small process; return what it printed and the expected codes."""
    home = tmp_path_factory.mktemp("hostile")
    (home / "hostile").mkdir()
    for name, (content, _) in HOSTILE.items():
        (home / "hostile" / name).write_bytes(content)
    expected = {name: code for name, (_, code) in HOSTILE.items()} | folders(home)
    command = [sys.executable, "-c", IMPORT, str(home)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)  # it takes 2 s
    assert ran.stderr == ""
    return json.loads(ran.stdout), expected


FOLDERS = [
    "folder with a link",
    "folder with a hard link",
    "folder with a pipe",
    "folder with 200 MB",
    "pipe itself",
    "300 MB",
]


@pytest.mark.parametrize("name", [*HOSTILE, *FOLDERS])
def test_hostile_file_is_refused_with_its_cause(imported, name):
    report, expected = imported
    code, sentence = report["results"][name]

    assert code == expected[name], sentence
    assert name in sentence
    assert sentence.endswith(".")


def test_hostile_files_need_little_memory_and_add_nothing(imported):
    report, _ = imported

    assert report["added"] == []
    assert report["peak"] < 400 << 10  # KiB; most of it is Python and its packages


def damaged(content, random):
    """Return a file with bytes changed, cut off, left out or added, most often where a zip file has its lists."""
    content = bytearray(content)
    place = random.choice([random.randrange(len(content)), len(content) - 1 - random.randrange(500)])
    match random.randrange(4):
        case 0:
            return bytes(content[:place])
        case 1:
            del content[place : place + random.randrange(1, 300)]
        case 2:
            content[place:place] = random.randbytes(random.randrange(1, 60))
        case _:
            for _ in range(random.choice([1, 2, 9])):
                content[max(0, place - random.randrange(60))] = random.randrange(256)
    return bytes(content)


@pytest.mark.parametrize("form", ["studio", "vox", "voicebox"])
def test_damaged_file_is_refused_in_a_sentence_or_holds_the_voice_unharmed(shelf, evening, elsewhere, tmp_path, form):
    exported = shelf.export("Évening", tmp_path / "exported", form).files[0].read_bytes()
    random = Random(form)
    for number in range(60):
        (tmp_path / "damaged").write_bytes(damaged(exported, random))
        (found,) = elsewhere.add_all([tmp_path / "damaged"], rename=True, consent="Mine.")

        assert (found.preset is None) != (found.error is None), number
        assert found.error is None or found.error.next_step
        assert found.preset is None or found.preset.transcript == evening.transcript

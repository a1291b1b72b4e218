"""A checkpoint's way from the hub: the real client, a hub on this machine, a process that can be killed."""

import contextlib
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from processes import PATIENCE, until
from tiny_hub import TinyHub

WEIGHTS = "model.safetensors"


@pytest.fixture
def cache(tmp_path) -> Path:
    return tmp_path / "hub"


@pytest.fixture
def start(cache):
    """Start the program that fetches, against a hub."""

    def start(hub, model="tiny/voice", *revision, limit=0, **variables):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
        environment |= {"HF_HUB_CACHE": str(cache), "HF_HOME": str(cache.parent), **variables}
        environment["HF_ENDPOINT"] = hub.address if hub else "http://127.0.0.1:9"
        return subprocess.Popen(
            [sys.executable, "-m", "studio.models.fetch", model, *revision],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            preexec_fn=(lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))) if limit else None,
        )

    return start


@pytest.fixture
def fetch(start):
    """Run it to its end, and give the lines it told."""

    def fetch(*arguments, **options):
        return finish(start(*arguments, **options))

    return fetch


def half_fetched(process, hub, cache):
    """Wait until a large file is partly on disk, and the hub holds the rest back."""
    assert hub.holding.wait(PATIENCE)
    until(lambda: any(size_of(path) >= 2_000_000 for path in cache.rglob("*.incomplete")))
    assert process.poll() is None


def size_of(path):
    with contextlib.suppress(FileNotFoundError):  # a small file has just been finished
        return path.stat().st_size
    return 0


def kill(process):
    process.kill()
    process.communicate()


def finish(process):
    """Read what it tells to its end; its standard input stays open until then."""
    with process:
        return [json.loads(line) for line in process.stdout]


def error_of(told):
    assert told[-1]["phase"] == "failed"
    return told[-1]["error"]


def blobs_of(cache):
    return sorted(path.name for path in (cache / "models--tiny--voice" / "blobs").iterdir())


def same(folder, original):
    return all(
        (folder / path.relative_to(original)).read_bytes() == path.read_bytes() for path in original.rglob("*.*")
    )


def test_a_fetch_ends_with_the_files_of_one_commit_which_is_pinned(fetch, cache, tiny_voice_design):
    with TinyHub(tiny_voice_design) as hub:
        told = fetch(hub)

    folder = Path(told[-1]["path"])
    assert (told[-1]["phase"], told[-1]["revision"]) == ("done", hub.revision)
    assert same(folder, tiny_voice_design)
    assert (folder / WEIGHTS).is_symlink()
    for ref in ("main", "studio"):
        assert (folder.parent.parent / "refs" / ref).read_text() == hub.revision


def test_the_hubs_own_client_finds_what_was_fetched(fetch, cache, tiny_voice_design):
    with TinyHub(tiny_voice_design) as hub:
        told = fetch(hub)
    ask = "import huggingface_hub as h; print(h.snapshot_download('tiny/voice', local_files_only=True))"
    environment = os.environ | {"HF_HUB_CACHE": str(cache), "HF_HUB_OFFLINE": "1"}
    found = subprocess.run([sys.executable, "-c", ask], env=environment, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == told[-1]["path"]


def test_progress_only_rises_and_counts_the_bytes_of_all_files(fetch, tiny_voice_design):
    with TinyHub(tiny_voice_design) as hub:
        told = fetch(hub)
        total = sum(len(data) for name, data in hub.files.items())
    done = [line["done"] for line in told if "done" in line]
    assert done == sorted(done)
    assert done[-1] == total == told[0]["total"]


def test_a_fetch_that_was_killed_goes_on_where_it_stopped(start, fetch, cache, tiny_voice_design):
    with TinyHub(tiny_voice_design, hold_after=3_000_000) as hub:
        process = start(hub)
        half_fetched(process, hub, cache)
        kill(process)
        hub.hold_after = 0
        hub.asked.clear()
        told = fetch(hub)

    resumed = dict(hub.asked)
    assert max(resumed.values()) >= 2_000_000
    assert "config.json" not in resumed
    assert same(Path(told[-1]["path"]), tiny_voice_design)
    assert not any("incomplete" in name for name in blobs_of(cache))


def test_a_connection_that_breaks_is_taken_up_again(fetch, tiny_voice_design):
    with TinyHub(tiny_voice_design, break_after=1_500_000) as hub:
        told = fetch(hub)
    assert same(Path(told[-1]["path"]), tiny_voice_design)
    assert any(start > 0 for _, start in hub.asked)


def test_a_hub_that_cannot_begin_in_the_middle_sends_the_whole_file_again(start, fetch, cache, tiny_voice_design):
    with TinyHub(tiny_voice_design, hold_after=3_000_000, resumes=False) as hub:
        process = start(hub)
        half_fetched(process, hub, cache)
        kill(process)
        hub.hold_after = 0
        told = fetch(hub)
    assert same(Path(told[-1]["path"]), tiny_voice_design)
    assert max(line["done"] for line in told if "done" in line) == told[0]["total"]


def test_a_file_that_is_shorter_than_the_hub_says_is_refused(fetch, tiny_voice_design):
    with TinyHub(tiny_voice_design) as hub:
        hub.bend = lambda name, data: data[:1_400_000] if name == WEIGHTS else data
        assert error_of(fetch(hub))["code"] == "download-damaged"


def test_a_file_that_is_not_what_the_hub_promised_is_refused_and_not_kept(fetch, cache, tiny_voice_design):
    def bend(name, data):
        return data[:-1] + b"!" if name == WEIGHTS else data

    with TinyHub(tiny_voice_design, bend=bend) as hub:
        error = error_of(fetch(hub))
        assert (error["code"], error["details"]["file"]) == ("download-damaged", WEIGHTS)
        assert "hash" in error["what"]
        hub.bend = lambda name, data: data
        assert same(Path(fetch(hub)[-1]["path"]), tiny_voice_design)


def test_a_wrong_beginning_is_thrown_away_and_the_file_fetched_whole(start, fetch, cache, tiny_voice_design):
    with TinyHub(tiny_voice_design, hold_after=3_000_000) as hub:
        process = start(hub)
        half_fetched(process, hub, cache)
        kill(process)
        hub.hold_after = 0
        (part,) = (cache / "models--tiny--voice" / "blobs").glob("*.incomplete")
        part.write_bytes(b"\0" * part.stat().st_size)
        assert same(Path(fetch(hub)[-1]["path"]), tiny_voice_design)


def test_what_was_damaged_on_disk_is_found_and_fetched_again(fetch, cache, tiny_voice_design):
    with TinyHub(tiny_voice_design) as hub:
        folder = Path(fetch(hub)[-1]["path"])
        blob = (folder / WEIGHTS).resolve()
        data = bytearray(blob.read_bytes())
        data[-5] ^= 1
        blob.write_bytes(data)
        hub.asked.clear()
        assert same(Path(fetch(hub)[-1]["path"]), tiny_voice_design)
    assert hub.asked == [(WEIGHTS, 0)]


@pytest.mark.parametrize("wanted", ["v1", TinyHub.revision])
def test_a_revision_can_be_asked_for_and_is_what_is_pinned(fetch, cache, tiny_voice_design, wanted):
    with TinyHub(tiny_voice_design) as hub:
        fetch(hub, "tiny/voice", wanted)
    refs = cache / "models--tiny--voice" / "refs"
    assert {path.name: path.read_text() for path in refs.iterdir()} == {"studio": hub.revision}


def test_what_is_pinned_stays_when_the_hub_moves_on(fetch, tiny_voice_design):
    with TinyHub(tiny_voice_design) as hub:
        first = hub.revision
        fetch(hub)
        hub.revision = "f" * 40
        assert error_of(fetch(hub))["code"] == "unknown-revision"  # this hub has forgotten it; a real one keeps all
        assert fetch(hub, "tiny/voice", "main")[-1]["revision"] == "f" * 40 != first


def test_a_repair_of_what_is_pinned_leaves_main_where_another_program_has_it(fetch, cache, tiny_voice_design):
    main = cache / "models--tiny--voice" / "refs" / "main"
    with TinyHub(tiny_voice_design) as hub:
        fetch(hub)
        main.write_text("b" * 40)
        repaired = fetch(hub)[-1]["revision"]
        left = main.read_text()
        fetch(hub, "tiny/voice", "main")

    assert (repaired, left) == (hub.revision, "b" * 40)
    assert main.read_text() == hub.revision


@pytest.mark.parametrize(
    ("model", "code", "said"),
    [
        ("tiny/absent", "model-missing", "no model tiny/absent"),
        ("tiny/gated", "hub-refused", "permission"),
        ("tiny/failing", "hub-unreachable", "could not be reached"),
    ],
)
def test_a_hub_that_refuses_says_why(fetch, tiny_voice_design, model, code, said):
    with TinyHub(tiny_voice_design) as hub:
        error = error_of(fetch(hub, model))
    assert error["code"] == code
    assert said in error["what"]
    assert error["next_step"]


def test_a_wrong_token_is_named(fetch, tiny_voice_design):
    with TinyHub(tiny_voice_design, token="right") as hub:
        error = error_of(fetch(hub, HF_TOKEN="wrong"))
        assert error["code"] == "hub-token"
        assert "HF_TOKEN" in error["next_step"]
        assert fetch(hub, HF_TOKEN="right")[-1]["phase"] == "done"


def test_no_network_and_offline_mode_are_told_apart(fetch):
    assert error_of(fetch(None))["code"] == "hub-unreachable"
    assert "HF_HUB_OFFLINE" in error_of(fetch(None, HF_HUB_OFFLINE="1"))["what"]


def test_offline_a_model_that_is_whole_is_there_and_one_that_is_not_is_missing(fetch, tiny_voice_design):
    with TinyHub(tiny_voice_design) as hub:
        there = Path(fetch(hub)[-1]["path"])
    for revision in ([], [there.name]):
        told = fetch(None, "tiny/voice", *revision, HF_HUB_OFFLINE="1")[-1]
        assert (told["phase"], told["path"], told["revision"]) == ("done", str(there), there.name)
    assert error_of(fetch(None, "tiny/voice", "main", HF_HUB_OFFLINE="1"))["code"] == "model-missing"
    (there / WEIGHTS).unlink()
    assert error_of(fetch(None, HF_HUB_OFFLINE="1"))["code"] == "model-missing"


def test_offline_a_model_that_was_cut_off_is_not_said_to_be_whole(fetch, tiny_voice_design):
    with TinyHub(tiny_voice_design) as hub:
        weights = (Path(fetch(hub)[-1]["path"]) / WEIGHTS).resolve()
    os.truncate(weights, weights.stat().st_size - 1)
    assert error_of(fetch(None, HF_HUB_OFFLINE="1"))["code"] == "model-unusable"


def test_a_model_too_large_for_the_disk_is_refused_before_anything_is_fetched(fetch, tiny_voice_design):
    with TinyHub(tiny_voice_design, claimed_size=10**17) as hub:
        error = error_of(fetch(hub))
    assert error["code"] == "storage-failed"
    assert "GB free" in error["what"]
    assert hub.asked == []


def test_a_disk_that_fills_up_on_the_way_is_said_and_what_was_fetched_stays(fetch, cache, tiny_voice_design):
    with TinyHub(tiny_voice_design) as hub:
        error = error_of(fetch(hub, limit=2_500_000))
        assert error["code"] == "storage-failed"
        assert "is kept" in error["next_step"]
        hub.asked.clear()
        assert fetch(hub)[-1]["phase"] == "done"
    assert max(start for _, start in hub.asked) >= 2_000_000


def test_a_cache_that_cannot_be_written_is_said(fetch, cache, tiny_voice_design):
    cache.write_text("a file is in the way")
    with TinyHub(tiny_voice_design) as hub:
        assert error_of(fetch(hub))["code"] == "storage-failed"


def test_a_model_of_another_kind_is_refused_before_its_weights_are_fetched(fetch, tmp_path, tiny_voice_design):
    def bend(name, data):
        return data

    with TinyHub(tiny_voice_design, bend=bend) as hub:
        hub.files["config.json"] = json.dumps({"model_type": "llama"}).encode()
        error = error_of(fetch(hub))
    assert error["code"] == "model-unusable"
    assert WEIGHTS not in dict(hub.asked)


def test_of_two_programs_one_fetches_and_the_other_follows(start, cache, tiny_voice_design):
    with TinyHub(tiny_voice_design, hold_after=3_000_000) as hub:
        first = start(hub)
        half_fetched(first, hub, cache)
        second = start(hub)
        waiting = json.loads(second.stdout.readline())
        hub.hold_after = 0
        hub.go_on.set()
        ends = [finish(process)[-1] for process in (first, second)]

    assert waiting["phase"] == "waiting"
    assert 0 < waiting["done"] < waiting["total"]
    assert ends[0] == ends[1]
    assert [name for name, _ in hub.asked].count(WEIGHTS) == 1


def test_when_the_one_that_fetches_is_killed_the_other_goes_on(start, cache, tiny_voice_design):
    with TinyHub(tiny_voice_design, hold_after=3_000_000) as hub:
        first = start(hub)
        half_fetched(first, hub, cache)
        second = start(hub)
        assert json.loads(second.stdout.readline())["phase"] == "waiting"
        hub.hold_after = 0
        kill(first)
        told = finish(second)
    assert told[-1]["phase"] == "done"
    assert any(start > 0 for _, start in hub.asked)


def test_it_ends_when_nobody_listens_any_more(start, tiny_voice_design):
    with TinyHub(tiny_voice_design, hold_after=3_000_000) as hub:
        process = start(hub)
        assert hub.holding.wait(PATIENCE)
        process.stdin.close()
        assert process.wait(PATIENCE) != 0
        process.stdout.close()
        process.stderr.close()

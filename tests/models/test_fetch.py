"""Downloading checkpoints: the real client in its own process and a local hub."""

import contextlib
import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from processes import PATIENCE, until
from tiny_hub import MALFORMED, TinyHub

WEIGHTS = "model.safetensors"


@pytest.fixture
def cache(tmp_path) -> Path:
    return tmp_path / "hub"


@pytest.fixture
def start(cache):
    """Return a function that starts the download process with a hub."""

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
    """Return a function that runs a download to its end and returns its messages."""

    def fetch(*arguments, **options):
        return finish(start(*arguments, **options))

    return fetch


def half_fetched(process, hub, cache):
    """Wait until a large file is partly on disk and the hub holds back the rest."""
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
    """Read all messages of the process; its stdin stays open until then."""
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


def test_download_yields_one_pinned_commit(fetch, cache, tiny_voice_design):
    with TinyHub(tiny_voice_design) as hub:
        told = fetch(hub)

    folder = Path(told[-1]["path"])
    assert (told[-1]["phase"], told[-1]["revision"]) == ("done", hub.revision)
    assert same(folder, tiny_voice_design)
    assert (folder / WEIGHTS).is_symlink()
    for ref in ("main", "studio"):
        assert (folder.parent.parent / "refs" / ref).read_text() == hub.revision


def test_huggingface_hub_finds_the_downloaded_model(fetch, cache, tiny_voice_design):
    with TinyHub(tiny_voice_design) as hub:
        told = fetch(hub)
    ask = "import huggingface_hub as h; print(h.snapshot_download('tiny/voice', local_files_only=True))"
    environment = os.environ | {"HF_HUB_CACHE": str(cache), "HF_HUB_OFFLINE": "1"}
    found = subprocess.run([sys.executable, "-c", ask], env=environment, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == told[-1]["path"]


def test_progress_rises_to_the_bytes_of_all_files(fetch, tiny_voice_design):
    with TinyHub(tiny_voice_design) as hub:
        told = fetch(hub)
        total = sum(len(data) for name, data in hub.files.items())
    done = [line["done"] for line in told if "done" in line]
    assert done == sorted(done)
    assert done[-1] == total == told[0]["total"]


def test_killed_download_resumes_where_it_stopped(start, fetch, cache, tiny_voice_design):
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


def test_broken_connection_is_resumed(fetch, tiny_voice_design):
    with TinyHub(tiny_voice_design, break_after=1_500_000) as hub:
        told = fetch(hub)
    assert same(Path(told[-1]["path"]), tiny_voice_design)
    assert any(start > 0 for _, start in hub.asked)


def test_file_restarts_if_the_hub_cannot_resume(start, fetch, cache, tiny_voice_design):
    with TinyHub(tiny_voice_design, hold_after=3_000_000, resumes=False) as hub:
        process = start(hub)
        half_fetched(process, hub, cache)
        kill(process)
        hub.hold_after = 0
        told = fetch(hub)
    assert same(Path(told[-1]["path"]), tiny_voice_design)
    assert max(line["done"] for line in told if "done" in line) == told[0]["total"]


def test_file_shorter_than_announced_is_rejected(fetch, tiny_voice_design):
    with TinyHub(tiny_voice_design) as hub:
        hub.bend = lambda name, data: data[:1_400_000] if name == WEIGHTS else data
        assert error_of(fetch(hub))["code"] == "download-damaged"


@pytest.mark.parametrize("sends_on", ["zeros", "bomb"])
def test_download_stops_at_the_promised_size(fetch, cache, tiny_voice_design, sends_on):
    def bend(name, data):
        return b"?" * len(data) if name == WEIGHTS else data

    with TinyHub(tiny_voice_design, bend=bend, sends_on=sends_on) as hub:
        error = error_of(fetch(hub, limit=20_000_000))
    assert (error["code"], error["details"]["file"]) == ("download-damaged", WEIGHTS)
    assert re.search(r"has more than [\d,]+ bytes", error["what"])
    assert hub.sent_in_excess < 100 << 20  # socket buffers, decompressed
    assert not any("incomplete" in name for name in blobs_of(cache))


@pytest.mark.parametrize("hold_after", [0, 3_000_000])
def test_file_is_accepted_if_its_promised_bytes_are_right(start, fetch, cache, tiny_voice_design, hold_after):
    with TinyHub(tiny_voice_design, hold_after=hold_after) as hub:
        if hold_after:  # the rest is resumed
            process = start(hub)
            half_fetched(process, hub, cache)
            kill(process)
        hub.sends_on = "zeros"
        told = fetch(hub, limit=20_000_000)
    assert same(Path(told[-1]["path"]), tiny_voice_design)
    assert max(line["done"] for line in told if "done" in line) == told[0]["total"]


ASK = """
import json, resource, sys
from studio import StudioError
from studio.models import hub
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
for model in sys.argv[1:]:
    try:
        hub.ask(model)
    except StudioError as error:
        print(json.dumps([model, error.code, error.what, error.next_step]))
"""


def test_unusable_answer_is_rejected_with_the_reason(cache, tiny_voice_design):
    reasons = {
        "tiny/endless": "longer than 4 MB",
        "tiny/endless-failure": "longer than 4 MB",
        "tiny/endless-redirect": "longer than 4 MB",
        "tiny/bomb": "is compressed",
        "tiny/circle": "redirects in circles",
        **dict.fromkeys(MALFORMED, "is not a model's metadata"),
        "tiny/voice": "does not state the size",
    }
    with TinyHub(tiny_voice_design, claimed_size=-1) as hub:
        environment = os.environ | {"HF_ENDPOINT": hub.address, "HF_HOME": str(cache)}
        run = subprocess.run([sys.executable, "-c", ASK, *reasons], capture_output=True, text=True, env=environment)

    assert run.stderr == ""
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert [model for model, *_ in answers] == list(reasons)
    for model, code, what, next_step in answers:
        assert code == "hub-broken", model
        assert reasons[model] in what
        assert "HF_ENDPOINT" in next_step


def test_file_with_a_wrong_hash_is_rejected_and_deleted(fetch, cache, tiny_voice_design):
    def bend(name, data):
        return data[:-1] + b"!" if name == WEIGHTS else data

    with TinyHub(tiny_voice_design, bend=bend) as hub:
        error = error_of(fetch(hub))
        assert (error["code"], error["details"]["file"]) == ("download-damaged", WEIGHTS)
        assert "hash" in error["what"]
        hub.bend = lambda name, data: data
        assert same(Path(fetch(hub)[-1]["path"]), tiny_voice_design)


def test_damaged_partial_file_is_downloaded_from_the_start(start, fetch, cache, tiny_voice_design):
    with TinyHub(tiny_voice_design, hold_after=3_000_000) as hub:
        process = start(hub)
        half_fetched(process, hub, cache)
        kill(process)
        hub.hold_after = 0
        (part,) = (cache / "models--tiny--voice" / "blobs").glob("*.incomplete")
        part.write_bytes(b"\0" * part.stat().st_size)
        assert same(Path(fetch(hub)[-1]["path"]), tiny_voice_design)


def test_file_damaged_on_disk_is_downloaded_again(fetch, cache, tiny_voice_design):
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
def test_requested_revision_is_pinned(fetch, cache, tiny_voice_design, wanted):
    with TinyHub(tiny_voice_design) as hub:
        fetch(hub, "tiny/voice", wanted)
    refs = cache / "models--tiny--voice" / "refs"
    assert {path.name: path.read_text() for path in refs.iterdir()} == {"studio": hub.revision}


def test_pinned_revision_stays_when_main_moves(fetch, tiny_voice_design):
    with TinyHub(tiny_voice_design) as hub:
        first = hub.revision
        fetch(hub)
        hub.revision = "f" * 40
        assert error_of(fetch(hub))["code"] == "unknown-revision"  # this hub has forgotten it; a real one keeps all
        assert fetch(hub, "tiny/voice", "main")[-1]["revision"] == "f" * 40 != first


def test_repair_does_not_move_another_programs_main(fetch, cache, tiny_voice_design):
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
def test_refusal_of_the_hub_states_the_reason(fetch, tiny_voice_design, model, code, said):
    with TinyHub(tiny_voice_design) as hub:
        error = error_of(fetch(hub, model))
    assert error["code"] == code
    assert said in error["what"]
    assert error["next_step"]


def test_wrong_token_is_reported(fetch, tiny_voice_design):
    with TinyHub(tiny_voice_design, token="right") as hub:
        error = error_of(fetch(hub, HF_TOKEN="wrong"))
        assert error["code"] == "hub-token"
        assert "HF_TOKEN" in error["next_step"]
        assert fetch(hub, HF_TOKEN="right")[-1]["phase"] == "done"


def test_no_network_and_offline_mode_have_different_errors(fetch):
    assert error_of(fetch(None))["code"] == "hub-unreachable"
    assert "HF_HUB_OFFLINE" in error_of(fetch(None, HF_HUB_OFFLINE="1"))["what"]


def test_proxy_settings_that_cannot_be_used_are_named(fetch):
    error = error_of(fetch(None, ALL_PROXY="socks://me:secret@127.0.0.1:9"))

    assert error["code"] == "proxy"
    assert error["next_step"] == "Correct or unset ALL_PROXY."
    assert "secret" not in str(error)


def test_proxy_that_does_not_answer_is_named(fetch):
    assert "the proxy that HTTPS_PROXY names" in error_of(fetch(None, HTTPS_PROXY="http://127.0.0.1:9"))["next_step"]


def test_offline_mode_finds_only_complete_models(fetch, tiny_voice_design):
    with TinyHub(tiny_voice_design) as hub:
        there = Path(fetch(hub)[-1]["path"])
    for revision in ([], [there.name]):
        told = fetch(None, "tiny/voice", *revision, HF_HUB_OFFLINE="1")[-1]
        assert (told["phase"], told["path"], told["revision"]) == ("done", str(there), there.name)
    assert error_of(fetch(None, "tiny/voice", "main", HF_HUB_OFFLINE="1"))["code"] == "model-missing"
    (there / WEIGHTS).unlink()
    assert error_of(fetch(None, HF_HUB_OFFLINE="1"))["code"] == "model-missing"


def test_truncated_model_is_unusable_offline(fetch, tiny_voice_design):
    with TinyHub(tiny_voice_design) as hub:
        weights = (Path(fetch(hub)[-1]["path"]) / WEIGHTS).resolve()
    os.truncate(weights, weights.stat().st_size - 1)
    assert error_of(fetch(None, HF_HUB_OFFLINE="1"))["code"] == "model-unusable"


def test_model_too_large_for_the_disk_is_rejected_first(fetch, tiny_voice_design):
    with TinyHub(tiny_voice_design, claimed_size=10**17) as hub:
        error = error_of(fetch(hub))
    assert error["code"] == "storage-failed"
    assert "GB free" in error["what"]
    assert hub.asked == []


def test_full_disk_is_reported_and_the_download_resumable(fetch, cache, tiny_voice_design):
    with TinyHub(tiny_voice_design) as hub:
        error = error_of(fetch(hub, limit=2_500_000))
        assert error["code"] == "storage-failed"
        assert "is kept" in error["next_step"]
        hub.asked.clear()
        assert fetch(hub)[-1]["phase"] == "done"
    assert max(start for _, start in hub.asked) >= 2_000_000


def test_unwritable_cache_is_reported(fetch, cache, tiny_voice_design):
    cache.write_text("a file is in the way")
    with TinyHub(tiny_voice_design) as hub:
        assert error_of(fetch(hub))["code"] == "storage-failed"


def test_other_model_type_is_rejected_before_its_weights(fetch, tmp_path, tiny_voice_design):
    def bend(name, data):
        return data

    with TinyHub(tiny_voice_design, bend=bend) as hub:
        hub.files["config.json"] = json.dumps({"model_type": "llama"}).encode()
        error = error_of(fetch(hub))
    assert error["code"] == "model-unusable"
    assert WEIGHTS not in dict(hub.asked)


def test_second_program_waits_for_the_first_ones_download(start, cache, tiny_voice_design):
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


def test_waiting_program_continues_a_killed_programs_download(start, cache, tiny_voice_design):
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


def test_download_process_exits_when_its_stdin_closes(start, tiny_voice_design):
    with TinyHub(tiny_voice_design, hold_after=3_000_000) as hub:
        process = start(hub)
        assert hub.holding.wait(PATIENCE)
        process.stdin.close()
        assert process.wait(PATIENCE) != 0
        process.stdout.close()
        process.stderr.close()

"""The worker uses OpenBLAS where it is installed, and the studio reports which BLAS it uses."""

import subprocess
import sys

import pytest

from studio.engine.blas import describe_blas, find_openblas, worker_environment

ASK = "from studio.worker.cpu.openblas import loaded_openblas; print(loaded_openblas())"


@pytest.fixture
def library(tmp_path, monkeypatch):
    """A file that stands for an installed OpenBLAS."""
    monkeypatch.setattr(sys, "platform", "linux")
    path = tmp_path / "libopenblas.so.0"
    path.write_bytes(b"")
    monkeypatch.setenv("STUDIO_BLAS", str(path))
    return path


def test_named_blas_library_is_preloaded_with_existing_ones(library):
    environment = worker_environment({"LD_PRELOAD": "/lib/other.so", "HOME": "/home/me"})
    assert environment["LD_PRELOAD"] == f"{library}:/lib/other.so"
    assert 1 <= int(environment["OPENBLAS_NUM_THREADS"]) <= 8
    assert environment["HOME"] == "/home/me"
    assert str(library) in describe_blas()


def test_number_of_threads_set_by_the_user_is_kept(library):
    assert worker_environment({"OPENBLAS_NUM_THREADS": "3"})["OPENBLAS_NUM_THREADS"] == "3"


def test_installed_blas_library_is_found(library, monkeypatch):
    monkeypatch.delenv("STUDIO_BLAS")
    monkeypatch.setenv("LD_LIBRARY_PATH", str(library.parent))
    assert find_openblas() == library


@pytest.mark.parametrize("setting", ["none", "/nowhere/libopenblas.so"])
def test_worker_starts_without_blas_and_the_doctor_says_what_to_do(library, monkeypatch, setting):
    monkeypatch.setenv("STUDIO_BLAS", setting)
    assert worker_environment({"A": "b"}) == {"A": "b"}
    assert "reference BLAS" in describe_blas()
    assert "STUDIO_BLAS" in describe_blas()


def test_blas_library_of_a_process_is_described(monkeypatch):
    """Also where OpenBLAS is installed, one that did not preload it does not have it."""
    monkeypatch.delenv("STUDIO_BLAS", raising=False)
    for environment in ({"PATH": "/usr/bin:/bin"}, worker_environment({"PATH": "/usr/bin:/bin"})):
        told = subprocess.check_output([sys.executable, "-c", ASK], text=True, env=environment).strip()
        assert bool(told) == ("LD_PRELOAD" in environment)

"""The registry of backends: what is asked of it, and that nothing else knows their names."""

import re
from pathlib import Path
from pkgutil import resolve_name

import pytest

import studio
from studio.domain.backends import BUILT_IN, PREVIEW, backend_info, backends, clones_voices, find_backend, is_neural
from studio.errors import InvalidInput

ROOT = Path(studio.__file__).parent


@pytest.mark.parametrize("info", BUILT_IN, ids=lambda info: info.name)
def test_the_factories_of_the_built_in_backends_exist(info):
    for factory in filter(None, (info.factory, info.clone_factory)):
        assert callable(resolve_name(factory))


def test_a_backend_is_found_by_its_name():
    assert {info.name for info in BUILT_IN} <= set(backends())
    assert all(find_backend(info.name) is info is backend_info(info.name) for info in BUILT_IN)


def test_an_unknown_backend_is_rejected_with_the_names_of_the_known_ones():
    with pytest.raises(InvalidInput, match="no backend 'whisper'") as raised:
        backend_info("whisper")
    assert raised.value.code == "unknown-backend"
    assert all(info.name in raised.value.next_step for info in BUILT_IN)


def test_an_unknown_backend_counts_as_neural_and_as_cloning():
    assert find_backend("whisper") is None
    assert is_neural("whisper")
    assert clones_voices("whisper")


def test_the_preview_needs_no_weights():
    assert not PREVIEW.needs_weights


def test_no_code_compares_the_name_of_a_backend():
    """What depends on a backend asks for a capability; see `BackendInfo`."""
    names = "|".join(info.name for info in BUILT_IN)
    compared = re.compile(rf"[!=]==? *[\"']({names})[\"']|\bin \([\"']({names})[\"']")
    files = [file for kind in ("*.py", "*.js") for file in ROOT.rglob(kind)]
    assert [
        f"{file}: {line}" for file in files for line in file.read_text().splitlines() if compared.search(line)
    ] == []

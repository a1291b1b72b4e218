"""What the generation process inherits of its parent's environment."""

import psutil
import pytest

from studio import Studio
from studio.engine.environment import needed_variables

SECRETS = {
    "HF_TOKEN": "hf_x",
    "HUGGING_FACE_HUB_TOKEN": "hf_x",
    "STUDIO_PASSWORD": "x",
    "AWS_SECRET_ACCESS_KEY": "x",
    "AWS_ACCESS_KEY_ID": "x",
    "AZURE_CLIENT_SECRET": "x",
    "GOOGLE_APPLICATION_CREDENTIALS": "/x",
    "OPENAI_API_KEY": "x",
    "GITHUB_TOKEN": "x",
    "DATABASE_URL": "postgres://me:x@db",
    "SSH_AUTH_SOCK": "/x",
    "HTTPS_PROXY": "http://me:x@proxy",
}
NEEDED = {
    "PATH": "/bin",
    "HOME": "/home/me",
    "LC_ALL": "C.UTF-8",
    "TMPDIR": "/tmp",
    "LD_LIBRARY_PATH": "/lib",
    "PYTHONPATH": "/src",
    "HF_HOME": "/hub",
    "HF_HUB_CACHE": "/hub/hub",
    "HF_HUB_OFFLINE": "1",
    "HF_ENDPOINT": "https://hub",
    "XDG_CACHE_HOME": "/cache",
    "STUDIO_HOME": "/studio",
    "STUDIO_BLAS": "none",
    "OMP_NUM_THREADS": "2",
    "OPENBLAS_NUM_THREADS": "2",
    "NUMBA_CACHE_DIR": "/numba",
    "MLX_DISABLE_COMPILE": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "CUDA_VISIBLE_DEVICES": "0",
    "SSL_CERT_FILE": "/certs",
}


def test_worker_inherits_no_secret(tmp_path, monkeypatch):
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    with Studio(home=tmp_path, backend="sketch") as studio:
        studio.design("a calm woman", text="Hello.", takes=1)
        seen = psutil.Process(studio.status.pid).environ()

    assert not SECRETS.keys() & seen.keys()
    assert {"PATH", "HF_HOME", "NUMBA_CACHE_DIR"} <= seen.keys()


def test_variables_that_a_worker_needs_are_inherited():
    assert needed_variables(NEEDED | SECRETS) == NEEDED


@pytest.mark.parametrize("name", ["HF_TOKEN", "HTTPS_PROXY", "https_proxy", "NO_PROXY"])
def test_variables_for_downloads_are_inherited_only_for_a_download(name):
    assert needed_variables({name: "x"}) == {}
    assert needed_variables({name: "x"}, downloads=True) == {name: "x"}

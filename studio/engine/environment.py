"""The environment variables that the generation process inherits: those it needs, and no secret."""

import re
from collections.abc import Mapping

from studio.models.proxies import PROXY

_NEEDED = re.compile(
    r"PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|TZ|TERM|NO_COLOR|TMPDIR|TEMP|TMP|VIRTUAL_ENV"
    r"|(LC_|PYTHON|LD_|DYLD_|XDG_|CONDA_|NIX_|COVERAGE_)\w*"  # the system, Python, and where its libraries are
    r"|(STUDIO_|HF_|HUGGINGFACE_|TRANSFORMERS_|TOKENIZERS_|MLX_|METAL_|MTL_|CUDA_|NVIDIA_|ESPEAK_)\w*"
    r"|(OPENBLAS_|GOTO_|BLIS_|MKL_|OMP_|GOMP_|KMP_|VECLIB_|NUMBA_|NPY_|MALLOC_|Malloc|GLIBC_)\w*"
    r"|(SSL_CERT_|REQUESTS_CA_|CURL_CA_)\w*"
)
_SECRET = re.compile(r"TOKEN(?!IZERS)|SECRET|PASSW|PASSPHRASE|CREDENTIAL|KEY|AUTH", re.IGNORECASE)
_FOR_DOWNLOADS = re.compile(rf"HF_TOKEN|HF_TOKEN_PATH|HUGGING_FACE_HUB_TOKEN|(?i:{PROXY.pattern})")


def needed_variables(environment: Mapping[str, str], *, downloads: bool = False) -> dict[str, str]:
    """Return the variables of an environment that a generation process needs.

    A list of what may pass, because secrets have any name; of that, what is called a token, key or password stays out.

    Parameters
    ----------
    environment : mapping of str to str
        Of this process.
    downloads : bool
        Whether the process has to download its model first, for which it needs the hub's token and the proxies.
    """
    return {name: value for name, value in environment.items() if _passes(name, downloads)}


def _passes(name: str, downloads: bool) -> bool:
    if _FOR_DOWNLOADS.fullmatch(name):
        return downloads
    return bool(_NEEDED.fullmatch(name)) and not _SECRET.search(name)

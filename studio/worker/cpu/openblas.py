"""The OpenBLAS of this process: its version and kernels decide a take's last bits."""

import ctypes


def loaded_openblas() -> str:
    """Return the preloaded OpenBLAS as "0.3.21 Haswell, 2 threads": version, kernels, threads; "" without one."""
    process = ctypes.CDLL(None)
    try:
        config, core, threads = (
            process.openblas_get_config,
            process.openblas_get_corename,
            process.openblas_get_num_threads,
        )
    except AttributeError:
        return ""
    config.restype = core.restype = ctypes.c_char_p
    release = next((word for word in config().decode().split() if word[0].isdigit()), "")
    return f"{release} {core().decode()}, {threads()} threads".strip()

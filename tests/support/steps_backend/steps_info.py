"""A backend for tests that works like a diffusion model: some denoising steps, then the whole sound, at 48 kHz."""

from studio.domain.backends import BackendInfo

INFO = BackendInfo(
    name="steps",
    factory="steps_speech:create",
    sample_rate=48_000,
    neural=False,
    needs_weights=False,
    languages=("english",),
)

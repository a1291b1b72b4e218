"""The qwen3 backend: Qwen3-TTS checkpoints, loaded by mlx-audio, spoken by the sampling loop here."""

"""Numbers and pictures of sound: loudness, waveform, spectrogram. No model, no UI."""

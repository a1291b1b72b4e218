"""Numbers and pictures of sound: loudness, pitch, waveform, spectrogram. No model, no page."""

"""The speech API: other programs speak in saved voices as they would with OpenAI's `/v1/audio/speech`."""

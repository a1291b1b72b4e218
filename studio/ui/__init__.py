"""The page at localhost, made with Gradio."""

"""The page's colours and type: warm greys, one green, and the fonts that are on the machine."""

import gradio as gr

_FONT = ("system-ui", "-apple-system", "Segoe UI", "Helvetica Neue", "Noto Sans", "Arial", "sans-serif")
_MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "DejaVu Sans Mono", "monospace")


def theme() -> gr.themes.Base:
    """Return the theme; `static/page/page.css` builds on its variables."""
    return gr.themes.Base(
        primary_hue=gr.themes.colors.teal,
        secondary_hue=gr.themes.colors.teal,
        neutral_hue=gr.themes.colors.stone,
        radius_size=gr.themes.sizes.radius_md,
        font=_FONT,
        font_mono=_MONO,
    ).set(
        body_background_fill="#faf9f7",
        body_background_fill_dark="#171514",
        body_text_color="#26221f",
        body_text_color_dark="#ece8e4",
        body_text_color_subdued="#6d655e",
        body_text_color_subdued_dark="#a59c94",
        background_fill_primary="#ffffff",
        background_fill_primary_dark="#1f1c1a",
        background_fill_secondary="#f4f2ef",
        background_fill_secondary_dark="#272321",
        border_color_primary="#e4dfd9",
        border_color_primary_dark="#38332f",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_border_width_dark="0px",
        block_padding="0px",
        block_shadow="none",
        block_label_background_fill="transparent",
        block_title_text_weight="600",
        block_title_text_color="*body_text_color",
        block_title_text_color_dark="*body_text_color",
        input_background_fill="#ffffff",
        input_background_fill_dark="#1f1c1a",
        input_border_color="#d8d2cb",
        input_border_color_dark="#46403b",
        input_border_color_focus="*primary_600",
        input_border_color_focus_dark="*primary_400",
        input_border_width="1px",
        input_placeholder_color="#8f867e",
        input_placeholder_color_dark="#857c74",
        button_primary_background_fill="#0f766e",
        button_primary_background_fill_hover="#115e59",
        button_primary_text_color="#ffffff",
        button_primary_background_fill_dark="#0f766e",
        button_primary_background_fill_hover_dark="#0d9488",
        button_secondary_background_fill="#ffffff",
        button_secondary_background_fill_hover="#f4f2ef",
        button_secondary_background_fill_dark="#272321",
        button_secondary_background_fill_hover_dark="#332e2b",
        button_secondary_border_color="#d8d2cb",
        button_secondary_border_color_dark="#46403b",
        button_border_width="1px",
        shadow_drop="none",
    )

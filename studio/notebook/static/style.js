/** What the player looks like in a notebook's cell: its theme, and what it leaves out in a narrow box or with one clip. */
export const STYLE = `
.voice-studio-widget { container-type: inline-size; min-width: 0; width: 100%; }
.voice-studio-widget .studio-player { --body-text-color: var(--jp-content-font-color1); --font: var(--jp-ui-font-family);
  --background-fill-primary: var(--jp-layout-color0); --border-color-primary: var(--jp-border-color1); }
.studio-player .sp-lane.sp-chosen { box-shadow: inset 3px 0 0 oklch(0.62 0.15 150); }
.studio-player .sp-lane.sp-rejected .sp-pictures { opacity: 0.35; }
.studio-player .sp-lane.sp-rejected .sp-label { text-decoration: line-through; }
.studio-player .sp-tools button[aria-pressed="true"] { background: var(--sp-chosen); color: var(--sp-text); }
.studio-player .sp-tools:has([aria-pressed]) { min-width: 120px; }
.sp-alone :is(.sp-switch, .sp-badge, .sp-tools, .sp-gain) { display: none; }
.sp-alone .sp-toggle:is([data-name="match"], [data-name="restart"], [data-name="difference"]) { display: none; }
@container (max-width: 520px) {
  .studio-player { padding: 8px 8px 6px; border-radius: 6px; }
  .studio-player :is(.sp-note, .sp-gain, .sp-help, .sp-scale, .sp-readout) { display: none; }
  .studio-player .sp-foot .sp-note { display: block; }
  .studio-player .sp-title { height: auto; flex-wrap: wrap; gap: 2px 6px; padding: 2px 0; }
  .studio-player .sp-label { flex: 1 1 0; min-width: 7em; white-space: normal; }
  .studio-player .sp-badge { margin: 0 2px 0 0; }
  .studio-player .sp-tools { min-width: 0; margin-left: auto; }
  .studio-player .sp-bar { gap: 8px; }
  .studio-player .sp-switch { flex-wrap: wrap; }
}
`;

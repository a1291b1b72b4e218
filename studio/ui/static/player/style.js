/** The player's styles; the page's theme sets the colours where there is one. */
export const CSS = `
.studio-player { --sp-text: var(--body-text-color, #1d2430); --sp-muted: var(--body-text-color-subdued, #5d6778);
  --sp-line: var(--border-color-primary, #dde1e8); --sp-panel: rgb(128 132 145 / 0.1); --sp-surface: var(--background-fill-primary, #ffffff); --sp-head: #1d2430; --sp-chosen: oklch(0.95 0.03 175); --sp-l: 0.55; --sp-c: 0.15; box-sizing: border-box; color: var(--sp-text);
  background: var(--sp-surface); border: 1px solid var(--sp-line); border-radius: 10px; padding: 14px 16px 12px;
  font: 14px/1.4 var(--font, ui-sans-serif, system-ui, sans-serif); text-align: left; min-width: 0; }
.studio-player[data-theme="dark"] { --sp-text: var(--body-text-color, #e6e9ef);
  --sp-muted: var(--body-text-color-subdued, #9aa4b5); --sp-line: var(--border-color-primary, #30353f); --sp-surface: var(--background-fill-primary, #17191e); --sp-head: #ffffff; --sp-chosen: oklch(0.33 0.04 175); --sp-l: 0.76; --sp-c: 0.13; }
.studio-player *, .studio-player *::before { box-sizing: border-box; }
.studio-player [hidden] { display: none !important; }
.studio-player .sp-bar { display: flex; align-items: center; gap: 14px; flex-wrap: wrap; margin-bottom: 12px; }
.studio-player button { font: inherit; color: inherit; background: transparent; border: 1px solid var(--sp-line);
  border-radius: 8px; height: 36px; padding: 0 14px; margin: 0; cursor: pointer; line-height: 1; box-shadow: none; }
.studio-player button:hover { border-color: var(--sp-muted); }
.studio-player button:disabled { opacity: 0.4; cursor: default; }
.studio-player :is(button, select, .sp-timeline):focus-visible { outline: 2px solid oklch(0.62 0.17 255); outline-offset: 2px; }
.studio-player:focus { outline: none; }
.studio-player button.sp-play { width: 44px; height: 44px; border-radius: 50%; padding: 0; border: 0; display: grid; place-items: center;
  background: var(--sp-head); color: var(--sp-surface); }
.studio-player .sp-play svg { width: 18px; height: 18px; fill: currentColor; }
.studio-player .sp-time { font-variant-numeric: tabular-nums; min-width: 8em; white-space: nowrap; }
.studio-player .sp-time span { color: var(--sp-muted); }
.studio-player .sp-switch { display: inline-flex; gap: 6px; }
.studio-player .sp-switch button { min-width: 40px; padding: 0 10px; font-weight: 600; font-size: 15px; }
.studio-player .sp-switch button:nth-child(-n + 2):nth-last-child(-n + 2) { min-width: 52px; }
.studio-player .sp-switch:has(:nth-child(7)) button { min-width: 34px; padding: 0 4px; }
.studio-player .sp-switch button[aria-pressed="true"] { background: var(--sp-own); border-color: var(--sp-own); color: #fff; }
.studio-player[data-theme="dark"] .sp-switch button[aria-pressed="true"] { color: #101216; }
.studio-player .sp-bar .sp-toggle { margin-left: auto; }
.studio-player .sp-views { display: flex; gap: 6px 16px; flex-wrap: wrap; align-items: center; margin-bottom: 8px; }
.studio-player .sp-group { display: flex; gap: 6px; flex-wrap: wrap; align-items: center; }
.studio-player button.sp-toggle { height: 30px; border-radius: 7px; font-size: 13px; padding: 0 10px; white-space: nowrap; }
.studio-player button.sp-toggle[aria-pressed="true"] { background: var(--sp-chosen); border-color: transparent; color: var(--sp-text);
  box-shadow: inset 0 0 0 1.5px oklch(0.6 0.13 175); }
.studio-player .sp-choice, .studio-player .sp-pair { height: 30px; border-radius: 7px; font-size: 13px; width: auto; font-family: inherit; color: inherit; background: var(--sp-surface); border: 1px solid var(--sp-line); margin: 0; cursor: pointer;
  padding: 0 24px 0 9px; appearance: none; background-image: linear-gradient(45deg, transparent 50%, var(--sp-muted) 50%),
  linear-gradient(-45deg, transparent 50%, var(--sp-muted) 50%); background-size: 4px 4px; background-repeat: no-repeat;
  background-position: right 11px center, right 7px center; }
.studio-player .sp-choice:hover { border-color: var(--sp-muted); }
.studio-player .sp-choice.sp-working { opacity: 0.5; cursor: progress; }
.studio-player .sp-title .sp-pair { height: 24px; font-weight: 600; }
.studio-player .sp-controls { display: flex; align-items: center; gap: 2px; height: 28px; border-top: 1px solid var(--sp-line);
  padding-top: 6px; margin-bottom: 6px; }
.studio-player .sp-readout { font-size: 12.5px; font-variant-numeric: tabular-nums; color: var(--sp-text); flex: 1; min-width: 0;
  overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.studio-player .sp-readout.sp-hint { color: var(--sp-muted); }
.studio-player button.sp-tool { width: 28px; height: 28px; padding: 0; border-color: transparent; border-radius: 6px; display: inline-grid; place-items: center;
  color: var(--sp-muted); }
.studio-player button.sp-tool:hover { color: var(--sp-text); border-color: var(--sp-line); }
.studio-player .sp-tool svg { width: 15px; height: 15px; fill: currentColor; }
.studio-player .sp-tools { display: inline-flex; flex: none; align-self: center; margin-left: -4px; min-width: 72px; justify-content: flex-end; }
.studio-player .sp-tools button { width: 24px; height: 24px; }
.studio-player .sp-lanes { position: relative; border-radius: 4px; }
.studio-player .sp-lane { padding-bottom: 8px; }
.studio-player .sp-title { display: flex; align-items: center; gap: 10px; height: 28px; min-width: 0; cursor: pointer; }
.studio-player .sp-difference { padding-bottom: 12px; }
.studio-player .sp-difference .sp-title { cursor: default; padding-left: 4px; }
.studio-player .sp-what { flex: none; }
.studio-player .sp-pictures { position: relative; overflow: hidden; cursor: text; touch-action: pan-y; user-select: none; }
.studio-player .sp-badge { flex: none; width: 22px; height: 20px; border-radius: 5px; font-weight: 600; font-size: 12px; line-height: 20px;
  text-align: center; color: var(--sp-own); box-shadow: inset 0 0 0 1.5px var(--sp-own); margin: 0 8px 0 4px; }
.studio-player .sp-active .sp-badge { background: var(--sp-own); color: #fff; }
.studio-player[data-theme="dark"] .sp-active .sp-badge { color: #101216; }
.studio-player .sp-label { font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.studio-player .sp-note { color: var(--sp-muted); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; flex: 1 1 0; font-size: 13px; }
.studio-player .sp-gain { color: var(--sp-muted); flex: none; font-size: 13px; font-variant-numeric: tabular-nums; }
.studio-player :is(.sp-pictures canvas, .sp-axis) { display: block; width: 100%; }
.studio-player :is(.sp-bands, .sp-lag) { margin-bottom: 6px; }
.studio-player .sp-wave { margin-bottom: 4px; opacity: 0.55; transition: opacity 120ms; }
.studio-player .sp-active .sp-wave { opacity: 1; }
.studio-player .sp-vacant { color: var(--sp-muted); border: 1px dashed var(--sp-line); border-radius: 6px; margin-left: 44px;
  padding: 18px; text-align: center; }
.studio-player .sp-head { position: absolute; top: 0; bottom: 0; left: 0; width: 0; pointer-events: none; will-change: transform; }
.studio-player .sp-head::before { content: ""; position: absolute; left: -1px; top: 0; bottom: 0; width: 2px; background: var(--sp-head);
  box-shadow: 0 0 0 1px var(--sp-surface); }
.studio-player .sp-pointer { position: absolute; top: 0; bottom: 0; left: 0; width: 1px; pointer-events: none; background: var(--sp-muted); }
.studio-player .sp-region { position: absolute; top: 0; bottom: 0; left: 0; pointer-events: none; background: rgb(128 140 160 / 0.28);
  box-shadow: inset 1px 0 0 var(--sp-muted), inset -1px 0 0 var(--sp-muted); }
.studio-player .sp-region.sp-looping { background: oklch(0.75 0.13 175 / 0.24); box-shadow: inset 1.5px 0 0 oklch(0.62 0.13 175), inset -1.5px 0 0 oklch(0.62 0.13 175); }
.studio-player .sp-timeline { border-radius: 4px; cursor: grab; touch-action: pan-y; user-select: none; }
.studio-player .sp-timeline:active { cursor: grabbing; }
.studio-player .sp-overview { margin: 0 0 6px 44px; height: 8px; border-radius: 4px; background: var(--sp-panel); position: relative; overflow: hidden; }
.studio-player .sp-thumb { position: absolute; top: 0; bottom: 0; min-width: 8px; border-radius: 4px; background: var(--sp-muted); }
.studio-player .sp-foot { display: flex; gap: 8px 18px; flex-wrap: wrap; align-items: flex-start; color: var(--sp-muted); font-size: 12.5px; margin-top: 4px; }
.studio-player .sp-foot > :first-child { flex: 1 1 320px; line-height: 1.75; }
.studio-player .sp-foot .sp-note { flex: none; }
.studio-player .sp-foot .sp-note:empty { display: none; }
.studio-player .sp-scale { margin-left: auto; flex: none; color: var(--sp-muted); font-size: 12.5px; display: inline-flex; gap: 8px; align-items: center; font-variant-numeric: tabular-nums; }
.studio-player .sp-scale canvas { width: 96px; border-radius: 2px; }
.studio-player .sp-help { display: flex; flex-wrap: wrap; gap: 2px 12px; }
.studio-player .sp-help > span { white-space: nowrap; }
.studio-player .sp-foot kbd { font: inherit; font-size: 11.5px; color: var(--sp-text); border: 1px solid var(--sp-line); border-radius: 4px; padding: 1px 5px;
  background: var(--sp-panel); box-shadow: none; }
.studio-player .sp-busy { opacity: 0.45; pointer-events: none; }
.studio-player .sp-message { padding: 34px 12px; text-align: center; color: var(--sp-muted); }
.studio-player .sp-message button { margin-left: 12px; }
.studio-player .sp-message.sp-failed { color: var(--sp-text); }
/* ---- where the lanes fill the height, and the page has the bar ---- */
.studio-player.sp-fill { border: 0; border-radius: 0; padding: 0; background: transparent; height: 100%; display: flex; flex-direction: column; }
.sp-fill .sp-body { flex: 1; min-height: 0; display: flex; flex-direction: column; }
.sp-fill .sp-views { flex: none; height: 40px; margin: 0; gap: 0 12px; flex-wrap: nowrap; overflow-x: auto; overflow-y: hidden; scrollbar-width: none; }
.sp-fill :is(.sp-group, .sp-views > *) { flex: none; flex-wrap: nowrap; }
.sp-fill .sp-stage { flex: 1; min-height: 0; display: flex; flex-direction: column; }
.sp-fill .sp-lanes { flex: 1; min-height: 0; overflow: hidden; display: flex; flex-direction: column; border-radius: 0; }
.sp-fill .sp-lane { flex: 1 1 0; min-height: 0; overflow: hidden; padding-bottom: 6px; }
.sp-fill .sp-lanes:has(> .sp-difference:not([hidden])) .sp-lane { flex: none; }
.sp-fill .sp-difference { flex: 1; min-height: 0; overflow: hidden; padding-bottom: 0; }
.sp-fill .sp-dense .sp-title { height: 22px; }
.sp-fill .sp-dense .sp-tools button { width: 24px; height: 22px; }
.sp-fill .sp-vacant { padding: 8px; }
.sp-fill .sp-timeline { flex: none; }
.sp-fill .sp-foot { flex: none; height: 24px; flex-wrap: nowrap; align-items: center; margin: 0; overflow: hidden; }
.sp-fill .sp-foot > :first-child { flex: 1 1 0; line-height: 1.4; }
.sp-fill .sp-foot .sp-note { flex: 0 1 auto; font-size: 12.5px; color: var(--sp-text); }
.sp-fill .sp-message { flex: 1; display: grid; place-content: center; }
@media (prefers-reduced-motion: reduce) { .studio-player .sp-wave { transition: none; } }
`;

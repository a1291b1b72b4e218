/** The style that the panels share. JupyterLab's theme sets the colours where there is one. */
export const PANEL_CSS = `
.studio-panel { --sn-text: var(--jp-content-font-color1, #1d2430); --sn-muted: #5b6472; --sn-line: #d5dae2; --sn-control: #7d8694; --sn-surface: var(--jp-layout-color1, #fff); --sn-soft: rgb(128 132 145 / 0.12); --sn-field: #fff; --sn-note: #b45309;
  --sn-accent: #0f766e; --sn-on-accent: #fff; --sn-accent-soft: #d8f0ec; --sn-danger: #b3261e;
  box-sizing: border-box; container-type: inline-size; min-width: 0; max-width: 760px; padding: 14px 16px; border: 1px solid var(--sn-line); border-radius: 10px;
  color: var(--sn-text); background: var(--sn-surface); font: 14px/1.45 var(--jp-ui-font-family, ui-sans-serif, system-ui, sans-serif); text-align: left; color-scheme: light; }
.studio-panel[data-theme="dark"] { --sn-text: var(--jp-content-font-color1, #e6e9ef); --sn-muted: #a3acba; --sn-line: #3a404b; --sn-control: #7f8896; --sn-surface: var(--jp-layout-color1, #17191e); --sn-field: rgb(0 0 0 / 0.2); --sn-note: #f5b35c;
  --sn-accent: #5eead4; --sn-on-accent: #06302b; --sn-accent-soft: #123c37; --sn-danger: #ffb4ab; color-scheme: dark; }
.studio-panel *, .studio-panel *::before, .studio-panel *::after { box-sizing: border-box; }
.studio-panel:focus { outline: none; }
.studio-panel [hidden] { display: none !important; }
.studio-panel p, .studio-panel ul, .studio-panel ol, .studio-panel dl { margin: 0; padding: 0; }
.studio-panel h3 { margin: 0; font-size: 15px; font-weight: 650; color: inherit; line-height: 1.4; }
.studio-panel button { font: inherit; font-size: 13px; line-height: 1.2; color: inherit; background: transparent; border: 1px solid var(--sn-control); border-radius: 7px; min-height: 28px; padding: 4px 10px; margin: 0; cursor: pointer; }
.studio-panel button:hover { background: var(--sn-soft); }
.studio-panel button:disabled, .studio-panel button[aria-disabled="true"] { opacity: 0.5; cursor: default; }
.studio-panel button.primary { font-weight: 600; color: var(--sn-on-accent); background: var(--sn-accent); border-color: var(--sn-accent); }
.studio-panel button.quiet { border-color: transparent; color: var(--sn-muted); }
.studio-panel button.danger { color: var(--sn-danger); border-color: currentColor; }
.studio-panel :is(button, input, select, textarea, summary, a):focus-visible { outline: 2px solid var(--sn-accent); outline-offset: 2px; }
.studio-panel .hint { color: var(--sn-muted); font-size: 13px; }
.studio-panel .problem { color: var(--sn-danger); margin-top: 8px; }
.studio-panel .problem:empty { display: none; }
.studio-panel kbd { font: inherit; font-size: 12px; line-height: 1; border: 1px solid currentColor; border-radius: 4px; padding: 1px 5px; color: inherit; background: none; box-shadow: none; opacity: 0.85; }
.studio-panel .progress { height: 4px; border-radius: 2px; background: var(--sn-soft); overflow: hidden; margin: 8px 0; }
.studio-panel .progress > * { height: 100%; background: var(--sn-accent); }
.studio-panel .row { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
.studio-panel .field { display: flex; flex-direction: column; gap: 3px; margin: 0; font-weight: 400; }
.studio-panel .field > .name { font-size: 12.5px; font-weight: 600; }
.studio-panel :is(textarea, select, input[type="text"], input[type="number"], input[type="search"]) { display: block; width: 100%; min-width: 0; font: inherit; font-size: 14px; line-height: 1.45; color: inherit; background: var(--sn-field); border: 1px solid var(--sn-control); border-radius: 7px; padding: 7px 9px; margin: 0; box-shadow: none; }
.studio-panel select { appearance: auto; height: 36px; padding: 4px 6px; }
.studio-panel option { color: #1d2430; background: #fff; }
.studio-panel textarea { resize: vertical; }
.studio-panel ::placeholder { color: var(--sn-muted); opacity: 1; }
.studio-panel [aria-invalid="true"] { border-color: var(--sn-danger); }
.studio-panel button[aria-pressed="true"] { border-color: var(--sn-accent); background: var(--sn-accent-soft); font-weight: 600; }
.studio-panel button.chip { border-radius: 999px; font-size: 12.5px; }
.studio-panel .clips { list-style: none; display: flex; flex-direction: column; gap: 2px; }
.studio-panel .clip-row { display: flex; flex-wrap: wrap; gap: 6px 8px; align-items: center; margin: 0; padding: 6px 0; border-top: 1px solid var(--sn-line); }
.studio-panel .clip-row .about { flex: 1 1 150px; min-width: 0; }
.studio-panel .clip-row .clip-name { font-weight: 600; }
.studio-panel .clip-row .line { height: 14px; position: relative; cursor: default; }
.studio-panel .clip-row[data-made] .line { cursor: pointer; }
.studio-panel .clip-row .line::before, .studio-panel .clip-row .line > * { content: ""; position: absolute; left: 0; top: 5px; height: 4px; border-radius: 2px; }
.studio-panel .clip-row .line::before { width: 100%; background: var(--sn-soft); }
.studio-panel .clip-row .line > * { background: var(--sn-accent); }
.studio-panel button.play { width: 34px; height: 34px; border-radius: 50%; padding: 0; flex: none; font-size: 12px; }
.studio-panel .keep-form { flex: 1 0 100%; }
.studio-panel .keep-form input { flex: 1 1 140px; width: auto; }
`;

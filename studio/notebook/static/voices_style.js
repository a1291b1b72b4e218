/** The style of the voices in a cell. */
export const VOICES_CSS = `
.studio-panel.studio-voices .body { display: flex; flex-direction: column; gap: 10px; }
.studio-panel.studio-voices .head input { flex: 1 1 220px; width: auto; }
.studio-panel.studio-voices .grid { list-style: none; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 200px), 1fr)); gap: 8px; max-height: 340px; overflow: auto; padding: 3px; margin: -3px; }
.studio-panel.studio-voices .grid li { position: relative; margin: 0; min-width: 0; }
.studio-panel.studio-voices button.pick { display: flex; flex-direction: column; gap: 2px; width: 100%; height: 100%; padding: 8px 10px 8px 50px; text-align: left; border-radius: 9px; font-weight: 400; border-color: var(--sn-line); }
.studio-panel.studio-voices button.pick[aria-pressed="true"] { border-color: var(--sn-accent); }
.studio-panel.studio-voices .card-name { font-weight: 650; font-size: 14px; overflow-wrap: anywhere; }
.studio-panel.studio-voices .card-about { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; line-clamp: 2; overflow: hidden; }
.studio-panel.studio-voices .grid .hint { font-size: 12px; }
.studio-panel.studio-voices .grid button.play { position: absolute; left: 9px; top: 9px; z-index: 1; background: var(--sn-surface); }
.studio-panel.studio-voices .detail { display: flex; flex-direction: column; gap: 8px; padding-top: 10px; border-top: 1px solid var(--sn-line); }
.studio-panel.studio-voices .detail h3 { flex: 1; }
.studio-panel.studio-voices .detail select { flex: 1 1 190px; max-width: 240px; width: auto; font-size: 13px; }
.studio-panel.studio-voices .detail + .clips { margin-top: 10px; }
.studio-panel.studio-voices .space { flex: 1; }
.studio-panel.studio-voices .detail .row button { min-height: 34px; }
.studio-panel.studio-voices footer details { flex: 1 1 200px; }
.studio-panel.studio-voices footer summary { cursor: pointer; font-size: 13px; color: var(--sn-muted); }
.studio-panel.studio-voices footer .fields { display: flex; flex-direction: column; gap: 6px; margin-top: 6px; }
`;

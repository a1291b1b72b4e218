/** The style of the editor in a cell. */
export const DESIGNER_CSS = `
.studio-panel.studio-designer .body { display: flex; flex-direction: column; gap: 10px; }
.studio-panel.studio-designer .reader { display: flex; flex-direction: column; gap: 8px; }
.studio-panel.studio-designer .marked { position: relative; }
.studio-panel.studio-designer .marked textarea { position: relative; background: transparent; }
.studio-panel.studio-designer .twin { position: absolute; inset: 0; overflow: hidden; padding: 7px 9px; border: 1px solid transparent; font-size: 14px; line-height: 1.45; white-space: pre-wrap; overflow-wrap: break-word; color: transparent; background: var(--sn-field); border-radius: 7px; }
.studio-panel.studio-designer .twin span[data-said] { border-bottom: 2px solid var(--sn-accent); }
.studio-panel.studio-designer .twin span[data-noted] { text-decoration: underline wavy var(--sn-note); text-underline-offset: 3px; }
.studio-panel.studio-designer .twin span[data-lit] { background: var(--sn-accent-soft); }
.studio-panel.studio-designer .count { font-weight: 400; color: var(--sn-muted); }
.studio-panel.studio-designer .count[data-over] { color: var(--sn-danger); font-weight: 600; }
.studio-panel.studio-designer .cells { display: flex; flex-wrap: wrap; gap: 5px; }
.studio-panel.studio-designer button.cell { display: inline-flex; gap: 6px; border-style: dashed; font-size: 12.5px; padding: 3px 8px; }
.studio-panel.studio-designer button.cell[data-said] { border-style: solid; border-color: var(--sn-accent); background: var(--sn-accent-soft); }
.studio-panel.studio-designer .cell .name, .studio-panel.studio-designer .words .name { color: var(--sn-muted); }
.studio-panel.studio-designer .cell[data-said] .value { font-weight: 600; }
.studio-panel.studio-designer .words { display: flex; flex-wrap: wrap; gap: 5px; align-items: center; padding: 8px; border-radius: 8px; background: var(--sn-soft); }
.studio-panel.studio-designer .words .name { flex: 0 0 100%; }
.studio-panel.studio-designer .notes { list-style: none; display: flex; flex-direction: column; gap: 5px; font-size: 13px; }
.studio-panel.studio-designer .notes:empty { display: none; }
.studio-panel.studio-designer .notes li { display: flex; flex-wrap: wrap; gap: 5px; align-items: center; margin: 0; padding: 3px 0 3px 10px; border-left: 3px solid var(--sn-note); }
.studio-panel.studio-designer .notes li > span { flex: 1 1 220px; }
.studio-panel.studio-designer .done { min-height: 0; }
.studio-panel.studio-designer .fields { display: flex; flex-wrap: wrap; gap: 8px; }
.studio-panel.studio-designer .fields .field { flex: 0 1 84px; min-width: 0; }
.studio-panel.studio-designer .fields .field.wide { flex: 1 1 150px; }
.studio-panel.studio-designer .actions .hint { flex: 1 1 140px; }
.studio-panel.studio-designer .actions button { min-height: 34px; }
`;

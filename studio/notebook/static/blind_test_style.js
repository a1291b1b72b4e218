/** The style of a blind test. */
export const BLIND_CSS = `
.studio-panel.studio-blind header { display: flex; align-items: baseline; gap: 10px; flex-wrap: wrap; }
.studio-panel.studio-blind header .hint { flex: 1; font-variant-numeric: tabular-nums; }
.studio-panel.studio-blind .question { text-align: center; font-size: 16px; margin: 14px 0 12px; text-wrap: balance; }
.studio-panel.studio-blind .slots { display: flex; gap: 10px; justify-content: center; }
.studio-panel.studio-blind button.slot { flex: 1 1 0; max-width: 120px; height: 84px; border-radius: 12px; font-size: 30px; font-weight: 650; position: relative; background: var(--sn-soft); }
.studio-panel.studio-blind .slot.heard::after { content: "heard"; position: absolute; left: 0; right: 0; bottom: 6px; font-size: 11px; font-weight: 400; color: var(--sn-muted); }
.studio-panel.studio-blind .slot[aria-pressed="true"] { border-color: var(--sn-accent); box-shadow: inset 0 0 0 1px var(--sn-accent); }
.studio-panel.studio-blind .slot.sounding { background: var(--sn-accent-soft); }
.studio-panel.studio-blind .track { height: 20px; margin: 10px 0; cursor: pointer; position: relative; }
.studio-panel.studio-blind .track::before, .studio-panel.studio-blind .track .fill { content: ""; position: absolute; left: 0; top: 8px; height: 4px; border-radius: 2px; }
.studio-panel.studio-blind .track::before { width: 100%; background: var(--sn-soft); }
.studio-panel.studio-blind .track .fill { width: 0; background: var(--sn-accent); }
.studio-panel.studio-blind .answers { justify-content: center; }
.studio-panel.studio-blind .answers button { min-height: 36px; }
.studio-panel.studio-blind .answers kbd { margin-left: 6px; }
.studio-panel.studio-blind .say { text-align: center; color: var(--sn-muted); font-size: 13px; margin-top: 10px; min-height: 1.45em; }
.studio-panel.studio-blind footer { margin-top: 12px; }
.studio-panel.studio-blind footer label { display: inline-flex; gap: 6px; align-items: center; }
.studio-panel.studio-blind input[type="checkbox"] { width: 14px; height: 14px; margin: 0; accent-color: var(--sn-accent); }
.studio-panel.studio-blind .enough { color: var(--sn-accent); }
.studio-panel.studio-blind .summary { font-size: 19px; font-weight: 650; line-height: 1.3; margin: 6px 0 8px; text-wrap: balance; }
.studio-panel.studio-blind dl { display: grid; grid-template-columns: 1fr auto; gap: 4px 20px; margin: 10px 0; max-width: 460px; }
.studio-panel.studio-blind dt { color: var(--sn-muted); float: none; width: auto; font-weight: 400; margin: 0; }
.studio-panel.studio-blind dd { margin: 0; white-space: nowrap; text-align: right; font-weight: 600; font-variant-numeric: tabular-nums; }
.studio-panel.studio-blind .ranking { width: 100%; border-collapse: collapse; margin: 10px 0; font-size: 13px; font-variant-numeric: tabular-nums; table-layout: auto; border: 0; }
.studio-panel.studio-blind .ranking :is(th, td) { text-align: left; padding: 5px 8px 5px 0; border: 0; border-bottom: 1px solid var(--sn-line); font-weight: 400; max-width: none; }
.studio-panel.studio-blind .ranking tbody th { font-weight: 600; }
.studio-panel.studio-blind details { margin-top: 8px; }
.studio-panel.studio-blind summary { cursor: pointer; color: var(--sn-muted); font-size: 13px; }
.studio-panel.studio-blind details ul { list-style: none; margin-top: 6px; font-size: 13px; line-height: 1.6; }
@container (max-width: 420px) {
  .studio-panel.studio-blind .answers { flex-direction: column; align-items: stretch; }
  .studio-panel.studio-blind button.slot { height: 68px; }
}
`;

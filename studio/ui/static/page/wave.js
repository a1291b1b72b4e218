// Draws a small waveform into a canvas: bars, those that have been played in another colour.

/** Draw `peaks` (0 to 1) over the first `span` of the width; what is before `fraction` of the width has been played. */
export function drawWave(canvas, peaks, fraction, span = 1) {
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  if (!peaks || !width || !height) return;
  const scale = devicePixelRatio || 1;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  const style = getComputedStyle(canvas);
  const [rest, played] = [style.getPropertyValue("--wave"), style.getPropertyValue("--wave-played")];
  const bars = Math.floor((width * span) / 3);
  for (let bar = 0; bar < bars; bar++) {
    const from = Math.floor((bar * peaks.length) / bars);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * peaks.length) / bars));
    const tall = Math.max(1.5, Math.max(...peaks.subarray(from, to)) * (height - 2));
    pen.fillStyle = (bar * 3) / width < fraction ? played : rest;
    pen.fillRect(bar * 3, (height - tall) / 2, 2, tall);
  }
}

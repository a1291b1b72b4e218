// Responses that send one JSON value a line, over time.

/** Yield the values as they arrive; of several that have arrived together, the last one. */
export async function* latestLines(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    if (lines.length) yield JSON.parse(lines.at(-1));
  }
}

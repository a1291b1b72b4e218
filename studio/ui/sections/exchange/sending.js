// Sends files to the studio, in pieces: no request is large, and it can be told how far it is.

import { call } from "../../static/page/actions.js";

const PIECE = 2 * 2 ** 20; // bytes

/**
 * Send files; `progress` is called with the part that has arrived. Resolves to `{ id, names, problem }`: the id of their
 * import and what each is called there, or why they could not be sent.
 */
export async function send(files, progress) {
  const { id, names, problem } = await call("exchange.begin", files.map(({ name }) => name));
  if (problem) return { problem };
  const whole = files.reduce((sum, { size }) => sum + size, 0) || 1;
  let sent = 0;
  for (const [number, file] of files.entries()) {
    for (let start = 0; start === 0 || start < file.size; start += PIECE) {
      const piece = file.slice(start, start + PIECE);
      const refused = await sendPiece(`/studio/imports/${id}/${number}?start=${start}`, piece);
      if (refused) return { problem: refused };
      progress((sent += piece.size) / whole);
    }
  }
  return { id, names };
}

async function sendPiece(address, piece) {
  const answer = await fetch(address, { method: "POST", body: piece, headers: { "Content-Type": "application/octet-stream" } }).catch(() => null);
  if (answer?.ok) return null;
  const { detail } = (await answer?.json().catch(() => null)) ?? {};
  return { what: typeof detail === "string" ? detail : "" };
}

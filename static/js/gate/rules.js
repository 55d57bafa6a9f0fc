// Who is admitted, decided on the device alone; the server's rules (meeting/checkin/rules.py) as far as a device knows.

import { parseCode } from "./codes.js";
import { whose } from "./entries.js";

/** {result, refusal, handle, person, first}. gate: of the API; admitted(gate, handle): when, or undefined. */
export async function decide({ code, gate, entries, admitted }) {
  const read = parseCode(code);
  if (read.refusal) return refused(read.refusal);
  const person = await whose(entries, read.token);
  if (person === null) return refused("unknown");
  if (person === "void") return refused("revoked");
  if (person === "damaged") return refused("forged");
  if (gate.closed) return refused("gate-closed", person);
  if (!person.confirmed) return refused("not-confirmed", person);
  if (gate.sub_forum && person.forum !== String(gate.sub_forum)) return refused("not-enrolled", person);
  const first = admitted(gate.id, person.handle);
  return { result: first ? "repeated" : "admitted", refusal: null, handle: person.handle, person, first: first || null };
}

function refused(refusal, person = null) {
  return { result: "refused", refusal, handle: person && person.handle, person, first: null };
}

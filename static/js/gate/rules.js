// Who is let in, decided on the device alone; the server's rules (meeting/checkin/rules.py) as far as a device knows.

import { hex, parseCode } from "./codes.js";
import { whose } from "./entries.js";

/**
 * {result, refusal, warning, handle, person, first}. gate: of the API; way: "in" or "out"; at: ISO instant of the server's
 * clock; zone: the meeting's; walkIns: token → whom this device registered itself; passages(gate, handle): what went through there, as Admissions gives it.
 */
export async function decide({ code, gate, way = "in", at, zone, entries, walkIns = {}, passages }) {
  const read = parseCode(code);
  if (read.refusal) return refused(read.refusal);
  const person = (await whose(entries, read.token)) || walkIns[hex(read.token)] || null;
  if (person === null) return refused("unknown");
  if (person === "void") return refused("revoked");
  if (person === "damaged") return refused("forged");
  return judge({ person, gate, way, at, zone, passages });
}

/** The same of somebody who is known: by their badge, or looked up. */
export function judge({ person, gate, way = "in", at, zone, passages }) {
  if (gate.closed) return refused("gate-closed", person);
  if (!person.confirmed) return refused("not-confirmed", person);
  const { refusal, warning } = way === "in" ? objections(gate.rules || [], person, at) : { refusal: null, warning: null };
  if (refusal) return refused(refusal, person);
  return letThrough({ gate, way, at, zone, person, warning, passages });
}

/** What a passage does that nothing speaks against. */
export function letThrough({ gate, way, at, zone, person, warning, passages }) {
  const { idle, first } = before(passages(gate.id, person.handle), way, at, gate.passing, zone);
  const result = idle ? "repeated" : way === "out" ? "left" : "admitted";
  return { result, refusal: null, warning, handle: person.handle, person, first };
}

/** Rules of one kind are alternatives; of several kinds, each must be met. */
export function objections(rules, person, at) {
  let warning = null;
  for (const kind of ["category", "enrolled", "hours"]) {
    const those = rules.filter((rule) => rule.kind === kind);
    if (!those.length || those.some((rule) => meets(rule, person, at))) continue;
    if (!those.every(({ warns }) => warns)) return { refusal: those[0].objection, warning: null };
    warning = warning || those[0].objection;
  }
  return { refusal: null, warning };
}

function meets(rule, person, at) {
  if (rule.kind === "category") return rule.category === person.category;
  if (rule.kind === "enrolled") return person.forum === String(rule.sub_forum);
  const now = Date.parse(at);
  return (!rule.from || Date.parse(rule.from) <= now) && (!rule.until || now < Date.parse(rule.until));
}

/** Whether going that way now does nothing, and since when somebody is in. passages: [{at, way}] in their order. */
function before(passages, way, at, passing, zone) {
  if (passing === "in-out") {
    let inside = null;
    for (const passage of passages) {
      if (passage.way === "out") inside = null;
      else inside = inside || passage.at;
    }
    return { idle: (inside !== null) === (way === "in"), first: inside };
  }
  const coming = passages.filter((passage) => passage.way === "in");
  const same = passing === "daily" ? coming.filter((passage) => dayOf(passage.at, zone) === dayOf(at, zone)) : coming;
  return { idle: same.length > 0, first: same.length ? same[0].at : null };
}

function dayOf(at, zone) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date(at));
}

function refused(refusal, person = null) {
  return { result: "refused", refusal, warning: null, handle: person && person.handle, person, first: null };
}

// What the device holds of badges (docs/device-api.md): each entry opens only by the code of its own badge.

import { derived, hex } from "./codes.js";

const MAGIC = "MTE1";
const LOOKUP = 6;
const NONCE = 4;
const TAG_BITS = 64;

/** {revision, entries: Map(look-up → Uint8Array of nonce and box; empty: void)}; throws for what is no such file. */
export function readEntries(buffer) {
  const bytes = new Uint8Array(buffer);
  const view = new DataView(buffer);
  if (bytes.length < 8 || String.fromCharCode(...bytes.slice(0, 4)) !== MAGIC) throw new Error("not a file of entries");
  const entries = new Map();
  let place = 8;
  while (place < bytes.length) {
    const start = place + LOOKUP;
    const length = bytes[start + NONCE];
    const end = start + NONCE + 1 + length;
    if (length === undefined || end > bytes.length) throw new Error("half a file of entries");
    const sealed = new Uint8Array(length ? NONCE + length : 0);
    if (length) {
      sealed.set(bytes.subarray(start, start + NONCE));
      sealed.set(bytes.subarray(start + NONCE + 1, end), NONCE);
    }
    entries.set(hex(bytes.subarray(place, start)), sealed);
    place = end;
  }
  return { revision: view.getUint32(4), entries };
}

/** Whose badge it is: {handle, confirmed, category, name, unit, post, forum}; null: unknown; "void"; "damaged". */
export async function whose(entries, token) {
  const sealed = entries.get(hex(await derived("lookup", token, LOOKUP)));
  if (!sealed) return null;
  if (!sealed.length) return "void";
  const key = await crypto.subtle.importKey("raw", await derived("entry", token, 16), "AES-GCM", false, ["decrypt"]);
  const iv = new Uint8Array(12);
  iv.set(sealed.subarray(0, NONCE), 12 - NONCE);
  let plain;
  try {
    const options = { name: "AES-GCM", iv, tagLength: TAG_BITS };
    plain = new Uint8Array(await crypto.subtle.decrypt(options, key, sealed.subarray(NONCE)));
  } catch (error) {
    return "damaged";
  }
  const text = new TextDecoder(plain[0] ? "utf-8" : "gb18030").decode(plain.subarray(7));
  const [state, name, unit, post, forum] = text.split("\u001f");
  const handle = btoa(String.fromCharCode(...plain.subarray(1, 7)));
  return { handle, confirmed: state[0] === "1", category: state[1], name, unit, post, forum };
}

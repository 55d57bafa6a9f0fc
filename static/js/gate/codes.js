// What a badge's QR code says, read as meeting/checkin/codes.py reads it. Its signature is the server's business: a device
// knows a badge by its token, which nobody guesses.

const LENGTH = 122; // characters of base32 for key id, token and signature
const LIKE_A_CODE = 40; // from how many on a run without its address counts as a part of a code
const LONGEST = 1000;
const TOKEN = 11; // bytes, behind the key's id
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** {token}, or {refusal}: "unknown" for what is no badge's code at all, "forged" for a part of one. */
export function parseCode(text) {
  if (text.length > LONGEST) return { refusal: "unknown" };
  const runs = text.normalize("NFKC").toUpperCase().match(/[A-Z0-9]+/g) || [];
  if (!runs.length) return { refusal: "unknown" };
  const last = runs[runs.length - 1];
  const ours = runs.length > 1 && runs.includes("B");
  const base = /^[A-Z2-7]+$/.test(last);
  if (!ours && !(base && last.length >= LIKE_A_CODE)) return { refusal: "unknown" };
  if (last.length !== LENGTH || !base) return { refusal: "forged" };
  return { token: fromBase32(last).slice(1, 1 + TOKEN) };
}

function fromBase32(text) {
  const bytes = [];
  let bits = 0;
  let held = 0;
  for (const letter of text) {
    held = (held << 5) | LETTERS.indexOf(letter);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 255);
      held &= (1 << bits) - 1;
    }
  }
  return new Uint8Array(bytes);
}

/** First bytes of SHA-256(word ‖ token). */
export async function derived(word, token, length) {
  const text = new TextEncoder().encode(word);
  const both = new Uint8Array(text.length + token.length);
  both.set(text);
  both.set(token, text.length);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", both)).slice(0, length);
}

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

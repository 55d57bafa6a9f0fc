// Finding people by name on a device that may: as the server's own search (meeting/checkin/queries/search.py), but for mobiles,
// which no device holds.

export const MOST = 8; // shown: who needs more types more

/** A name as it is compared: one width, one case, without blanks and dots. */
export function key(text) {
  return text.normalize("NFKC").toLowerCase().replace(/[\s·•・.．]/gu, "");
}

/** Whether anything is looked for: one Han character may be all one knows; one letter would be a list. */
export function longEnough(typed) {
  const all = key(typed);
  return all.length >= 2 || /^\p{Script=Han}$/u.test(all);
}

/** The digits of a mobile, to be asked for at the server; null: something else. */
export function tailOf(typed) {
  const all = key(typed);
  return /^\d{4,11}$/.test(all) ? all : null;
}

/** Those whom every word fits, names before units, confirmed ones first; one more than are shown tells that there are. */
export function matching(people, typed) {
  const words = typed.trim().split(/\s+/).slice(0, 4).map(key).filter(Boolean);
  if (!longEnough(typed)) return [];
  return people
    .filter((person) => words.every((word) => fits(person, word)))
    .map((person, place) => ({ person, place, rank: rank(person, words[0]) }))
    .sort((one, other) => one.rank - other.rank || one.place - other.place)
    .slice(0, MOST + 1)
    .map(({ person }) => person);
}

function fits(person, word) {
  if (key(person.name).includes(word) || key(person.unit).includes(word)) return true;
  if (!/^[\x20-\x7e]+$/.test(word)) return false;
  const pinyin = person.pinyin.toLowerCase();
  return ` ${pinyin}`.includes(` ${word}`) || pinyin.replaceAll(" ", "").startsWith(word) || person.initials.toLowerCase().startsWith(word);
}

function rank(person, word) {
  const name = key(person.name);
  return (person.confirmed ? 0 : 8) + (name === word ? 0 : name.startsWith(word) ? 1 : name.includes(word) ? 2 : 3);
}

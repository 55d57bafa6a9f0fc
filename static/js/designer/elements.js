// New elements: where they come to stand and how large they are at first.

import { fix, tenth } from "./design.js";

const SIZES = {
  text: [60, 12], qr: [20, 20], picture: [40, 30], rule: [60, 0], area: [40, 20], signatories: [84, 22], seal: [42, 42],
  signature: [30, 12], photo: [25, 35],
};

/** A row for an element by the name of its button; text: what a new text says. */
export function fresh(name, layout, text) {
  const { width, height, bleed } = layout;
  if (name === "ornament") {
    const inset = Math.min(8, width / 10, height / 10);
    return { type: "ornament", x: inset, y: inset, width: fix(width - 2 * inset), height: fix(height - 2 * inset) };
  }
  if (name === "background") {
    return {
      type: "picture", x: -bleed, y: -bleed, width: width + 2 * bleed, height: height + 2 * bleed, scale: "cover",
      locked: true, preprinted: true,
    };
  }
  const [wide, high] = SIZES[name];
  const scale = Math.min(1, (width * 0.8) / wide, high ? (height * 0.8) / high : 1);
  const size = { width: tenth(wide * scale), height: tenth(high * scale) };
  const place = { x: tenth((width - size.width) / 2), y: tenth((height - size.height) / 2) };
  if (["seal", "signature", "photo"].includes(name)) return { type: "picture", source: name, ...place, ...size };
  return { type: name, ...place, ...size, ...(name === "text" ? { text } : {}) };
}

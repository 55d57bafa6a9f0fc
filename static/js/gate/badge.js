// A badge drawn by the device itself, for who came unannounced: the code was signed in advance, the words are typed.

const SVG = "http://www.w3.org/2000/svg";
const QUIET = 4; // modules around the code that stay white

/** qr: {size, rows: base64 of rows padded to whole bytes, 1 for black}. */
export function drawBadge(place, { meeting, name, unit, category, qr }) {
  place.textContent = "";
  for (const [part, text] of Object.entries({ meeting, name, unit, category })) {
    const line = document.createElement("p");
    line.className = `spare__${part}`;
    line.textContent = text;
    place.append(line);
  }
  place.insertBefore(drawCode(qr), place.lastChild);
}

function drawCode({ size, rows }) {
  const bytes = Uint8Array.from(atob(rows), (char) => char.charCodeAt(0));
  const width = (size + 7) >> 3;
  let path = "";
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      if ((bytes[row * width + (column >> 3)] >> (7 - (column & 7))) & 1) path += `M${column},${row}h1v1h-1z`;
    }
  }
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `${-QUIET} ${-QUIET} ${size + 2 * QUIET} ${size + 2 * QUIET}`);
  svg.setAttribute("shape-rendering", "crispEdges");
  svg.setAttribute("class", "spare__code");
  const ink = document.createElementNS(SVG, "path");
  ink.setAttribute("d", path);
  svg.append(ink);
  return svg;
}

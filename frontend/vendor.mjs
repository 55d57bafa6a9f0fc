// Copies what the pages load from node_modules to static/vendor/<name>@<version>/, each with its licence, and writes
// static/vendor/hashes.txt (sha256, two spaces, path), which tests/test_vendor.py checks without Node.
// Use: cd frontend && npm ci && node vendor.mjs

import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "static", "vendor");

/** What to take of each package: file in the package → name beside its licence. */
const TAKEN = {
  "htmx.org": {
    as: "htmx",
    files: { "dist/htmx.min.js": "htmx.min.js", LICENSE: "LICENSE" },
  },
  idb: {
    as: "idb",
    files: { "build/index.js": "idb.js", LICENSE: "LICENSE" },
  },
  "zxing-wasm": {
    as: "zxing-wasm",
    // The reader alone: 0.9 MB of WebAssembly less than reader and writer.
    files: {
      "dist/iife/reader/index.js": "reader.js",
      "dist/reader/zxing_reader.wasm": "zxing_reader.wasm",
      LICENSE: "LICENSE",
    },
  },
};

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

rmSync(target, { recursive: true, force: true });
for (const [name, { as, files }] of Object.entries(TAKEN)) {
  const source = join(here, "node_modules", name);
  const { version } = JSON.parse(readFileSync(join(source, "package.json"), "utf8"));
  const folder = join(target, `${as}@${version}`);
  mkdirSync(folder, { recursive: true });
  for (const [from, to] of Object.entries(files)) cpSync(join(source, from), join(folder, to));
}

const lines = filesBelow(target)
  .map((path) => relative(target, path).replaceAll("\\", "/"))
  .sort()
  .map((path) => `${createHash("sha256").update(readFileSync(join(target, path))).digest("hex")}  ${path}\n`);
writeFileSync(join(target, "hashes.txt"), lines.join(""));

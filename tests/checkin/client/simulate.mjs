// The real client code of several devices, driven line by line: commands come in as JSON, requests go out and are answered
// by whoever reads them. No time passes but what a command says.

import { createInterface } from "node:readline";

import { Station } from "../../../static/js/gate/station.js";

const FAR = new Promise(() => {});
const stations = new Map();
const asked = new Map();
let number = 0;

function say(what) {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}

function memory() {
  const things = new Map();
  const scans = new Map();
  return {
    get: async (name) => things.get(name),
    set: async (name, value) => things.set(name, value),
    scans: {
      all: async () => Array.from(scans.values()),
      put: async (scan) => scans.set(scan.id, scan),
      remove: async (id) => scans.delete(id),
    },
  };
}

/** One exchange with the server, through the network that the present command says. */
async function ask(device, path, { body = null, binary = false } = {}) {
  const { network } = device;
  if (network === "down") throw new Error("no network");
  const forward = async () => {
    number += 1;
    const mine = number;
    const came = new Promise((resolve) => asked.set(mine, resolve));
    say({ ask: mine, device: device.name, path, body });
    return came;
  };
  if (network === "twice") await forward();
  const answer = await forward();
  if (network === "lost" || network === "slow") device.late(); // no answer in time
  if (network === "lost") throw new Error("the answer was lost");
  if (network === "slow") await device.done;
  if (network === "broken") return { status: 500, body: {} };
  return { status: answer.status, body: binary ? Uint8Array.from(Buffer.from(answer.body, "base64")).buffer : answer.body };
}

async function run({ device: name, do: what, now, network, gate, code, undoes, overrides, way, id }) {
  const store = stations.has(name) ? stations.get(name).store : memory();
  let device = stations.get(name);
  if (!device || what === "reload") {
    device = { name, store };
    device.station = new Station({
      store, id: () => device.id, ask: (path, options) => ask(device, path, options),
      clock: { now: () => device.now, pause: () => device.pause },
    });
    await store.set("zone", "Asia/Shanghai");
    await device.station.load();
    stations.set(name, device);
  }
  let finish;
  device.done = new Promise((resolve) => { finish = resolve; });
  device.pause = network === "ok" || network === "twice" ? FAR : new Promise((resolve) => { device.late = resolve; });
  Object.assign(device, { now, network, id });
  if (network === "down" || network === "broken") setImmediate(() => device.late());
  try {
    if (what === "take") {
      const more = undoes ? { undoes } : overrides ? { overrides, way, reason: "主办方同意" } : { code, way };
      return await device.station.take(gate, { method: "camera", ...more });
    }
    if (what === "meet") {
      finish(); // nobody waits at the gate: slow is slow
      await device.station.meet().catch((error) => network === "ok" && process.stderr.write(`${error.stack}\n`));
    }
    if (what === "waiting") return (await store.scans.all()).length;
    if (what === "known") {
      const { admissions } = device.station;
      return Array.from(admissions.gates, ([at, places]) =>
        Array.from(places.keys(), (handle) => [at, handle, admissions.passages(at, handle)])).flat();
    }
    return null;
  } finally {
    finish();
    if (network === "slow") await (device.station.outbox.running || Promise.resolve()).catch(() => {});
  }
}

let turn = Promise.resolve();
for await (const line of createInterface({ input: process.stdin })) {
  const given = JSON.parse(line);
  if (given.answer !== undefined) asked.get(given.answer)(given);
  else turn = turn.then(() => run(given)).then((result) => say({ done: result === undefined ? null : result }), (error) => say({ error: String(error && error.stack) }));
}

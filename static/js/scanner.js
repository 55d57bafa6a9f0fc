// The eye of check-in: brings [data-scanner] (macros/scanner.html) to life. Each reading is a bubbling `scan` event with
// detail {text, method: "camera" | "scanner"}. Codes are read by the browser's own BarcodeDetector where it has one, else by
// zxing-wasm from our own server. A code held before the camera is read once, until it has been away for a while; of
// several in view it is the one in the middle that is meant.

import { listenForScanner } from "./wedge.js";

const PAUSE = 100; // ms between two looks: ten a second spare the battery and miss nobody
const AWAY = 2500; // ms a code must be out of sight before it counts as shown again
const SIDE = 720; // px of the square that zxing looks at
const MOST = 4; // codes in one look

/** How far the middle of a code is from the picture's. */
function away(corners, width, height) {
  const middle = (axis) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length;
  return Math.hypot(middle("x") - width / 2, middle("y") - height / 2);
}

function load(src) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = src;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
}

async function nativeReader() {
  if (!("BarcodeDetector" in window)) return null;
  const formats = await window.BarcodeDetector.getSupportedFormats().catch(() => []);
  if (!formats.includes("qr_code")) return null;
  const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
  return async (video) => {
    const found = await detector.detect(video);
    return found.map(({ rawValue, cornerPoints }) => ({
      text: rawValue,
      off: away(cornerPoints, video.videoWidth, video.videoHeight),
    }));
  };
}

async function wasmReader({ reader, wasm }) {
  // Chromium before 93 lacks it, and zxing-wasm asks for it.
  if (!Object.hasOwn) Object.hasOwn = (object, key) => Object.prototype.hasOwnProperty.call(object, key);
  if (!window.ZXingWASM) await load(reader);
  // From a CDN unless told otherwise.
  await window.ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const side = Math.min(video.videoWidth, video.videoHeight);
    if (side === 0) return [];
    const shown = Math.min(side, SIDE);
    canvas.width = shown;
    canvas.height = shown;
    pen.drawImage(video, (video.videoWidth - side) / 2, (video.videoHeight - side) / 2, side, side, 0, 0, shown, shown);
    const options = { formats: ["QRCode"], maxNumberOfSymbols: MOST, tryHarder: true };
    const found = await window.ZXingWASM.readBarcodes(pen.getImageData(0, 0, shown, shown), options);
    return found
      .filter((code) => code.isValid)
      .map(({ text, position }) => ({
        text,
        off: away([position.topLeft, position.topRight, position.bottomRight, position.bottomLeft], shown, shown),
      }));
  };
}

class Scanner {
  constructor(element) {
    this.element = element;
    this.part = (name) => element.querySelector(`[data-scanner-${name}]`);
    this.video = this.part("video");
    this.stream = null;
    this.read = null;
    this.cameras = [];
    this.starting = false;
    this.seen = new Map(); // text → when it was last in view, of those that were read
    this.part("start").addEventListener("click", () => this.start());
    this.part("stop").addEventListener("click", () => this.stop("off"));
    this.part("switch").addEventListener("click", () => this.next());
    this.part("torch").addEventListener("click", () => this.toggleTorch());
    window.addEventListener("pagehide", () => this.stop("off"));
    listenForScanner((text) => this.emit(text, "scanner"));
    this.startIfAllowed();
  }

  say(name) {
    const status = this.part("status");
    if (status.textContent !== this.element.dataset[name]) status.textContent = this.element.dataset[name];
    this.element.dataset.state = name;
  }

  emit(text, method) {
    this.element.dispatchEvent(new CustomEvent("scan", { bubbles: true, detail: { text, method } }));
  }

  /** Whoever allowed the camera once doesn't press a button again. */
  async startIfAllowed() {
    if (!navigator.permissions || !navigator.mediaDevices) return;
    const permission = await navigator.permissions.query({ name: "camera" }).catch(() => null);
    if (permission && permission.state === "granted" && !this.stream) this.start();
  }

  async start(deviceId) {
    if (this.starting) return;
    this.starting = true;
    try {
      await this.open(deviceId);
    } finally {
      this.starting = false;
    }
  }

  async open(deviceId) {
    if (!navigator.mediaDevices) {
      this.say("insecure");
      return;
    }
    this.halt();
    this.say("starting");
    try {
      this.read = this.read || (await nativeReader()) || (await wasmReader(this.element.dataset));
    } catch (error) {
      this.say("noReader");
      return;
    }
    const which = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: { ideal: "environment" } };
    try {
      const video = { width: { ideal: 1280 }, height: { ideal: 720 }, ...which };
      this.stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
      this.part("view").hidden = false;
      this.video.srcObject = this.stream;
      await this.video.play(); // WeChat's browser starts nothing by itself
    } catch (error) {
      this.stop({ NotAllowedError: "denied", NotFoundError: "missing", OverconstrainedError: "missing" }[error.name] || "broken");
      return;
    }
    if (!this.stream) return; // the page was left meanwhile
    this.part("start").hidden = true;
    this.part("stop").hidden = false;
    this.say("ready");
    await this.findTools();
    this.look(this.stream);
  }

  async findTools() {
    const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    this.cameras = devices.filter((device) => device.kind === "videoinput");
    this.part("switch").hidden = this.cameras.length < 2;
    const track = this.stream?.getVideoTracks()[0];
    const can = track?.getCapabilities ? track.getCapabilities() : {};
    this.part("torch").hidden = !can.torch;
    this.part("torch").setAttribute("aria-pressed", "false");
  }

  next() {
    const now = this.stream?.getVideoTracks()[0]?.getSettings().deviceId;
    const index = this.cameras.findIndex((camera) => camera.deviceId === now);
    this.start(this.cameras[(index + 1) % this.cameras.length].deviceId);
  }

  async toggleTorch() {
    const button = this.part("torch");
    const on = button.getAttribute("aria-pressed") !== "true";
    const track = this.stream?.getVideoTracks()[0];
    if (!track) return;
    await track.applyConstraints({ advanced: [{ torch: on }] }).catch(() => {});
    button.setAttribute("aria-pressed", String(on));
  }

  /** Look again and again, as long as this stream is the one in use. */
  async look(stream) {
    while (this.stream === stream) {
      if (!document.hidden && this.video.readyState >= 2) {
        const codes = await this.read(this.video).catch(() => []);
        if (this.stream !== stream) return;
        this.see(codes.filter((code) => code.text));
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  /** Of what is in view, read what is nearest to the middle, unless it is still there from before. */
  see(codes) {
    const now = performance.now();
    for (const [text, at] of this.seen) if (now - at >= AWAY) this.seen.delete(text);
    for (const { text } of codes) if (this.seen.has(text)) this.seen.set(text, now);
    const meant = codes.reduce((best, code) => (best && best.off <= code.off ? best : code), null);
    if (!meant || this.seen.has(meant.text)) return;
    this.seen.set(meant.text, now);
    this.emit(meant.text, "camera");
  }

  halt() {
    for (const track of this.stream ? this.stream.getTracks() : []) track.stop();
    this.stream = null;
    this.video.srcObject = null;
  }

  stop(why) {
    this.halt();
    this.part("view").hidden = true;
    this.part("start").hidden = false;
    for (const name of ["stop", "switch", "torch"]) this.part(name).hidden = true;
    this.say(why);
  }
}

for (const element of document.querySelectorAll("[data-scanner]")) new Scanner(element);

// Scans that wait to be handed in. Each is stored before anything is shown, sent in order until the server has settled it
// as it is, and only then let go. Storage, network and clock are handed in: nothing here knows of a page.

export const MOST = 500; // scans in one request

/** What the server says the device no longer is. */
export class Revoked extends Error {}

export class Outbox {
  /**
   * store: {all(): scans in their order, put(scan), remove(id)}; send(body): {status, body}, throws without network;
   * clock: {now(): ms}. told(answer) hears what the server says besides; settled(answer) each scan's answer;
   * measured(ms) what must be added to this clock to get the server's.
   */
  constructor({ store, send, clock, told = () => {}, settled = () => {}, measured = () => {} }) {
    Object.assign(this, { store, send, clock, told, settled });
    this.measured = (offset) => {
      this.offset = offset;
      return measured(offset);
    };
    this.offset = 0;
    this.running = null;
  }

  /** Keep a scan. Its own clock and what is known of the server's are written on it for good. */
  async keep(scan) {
    const kept = { at: new Date(this.clock.now()).toISOString(), offset_ms: Math.round(this.offset), shown: null, refusal: null, warning: null, undoes: null, overrides: null, code: null, delegate: null, walk_in: null, way: "in", reason: "", ...scan };
    await this.store.put(kept);
    return kept;
  }

  /** What was shown, because no answer came. */
  async show(id, what) {
    const scan = (await this.store.all()).find((each) => each.id === id);
    if (scan && scan.shown === null) await this.store.put({ ...scan, ...what });
  }

  /** Hand in what waits, once at a time; who calls meanwhile gets another turn after this one. Throws without network. */
  handIn(more = {}) {
    const turn = (this.running || Promise.resolve()).catch(() => {}).then(() => this.once(more));
    this.running = turn;
    return turn;
  }

  async once(more) {
    let kept = 0;
    for (;;) {
      const waiting = (await this.store.all()).slice(kept);
      const scans = waiting.slice(0, MOST).map(({ n, ...scan }) => scan);
      const asked = this.clock.now();
      const { status, body } = await this.send({ ...more, waiting: waiting.length, scans });
      const answered = this.clock.now();
      if (status !== 200 && status !== 401) throw new Error(`answered ${status}`);
      if (body.now) await this.measured(Date.parse(body.now) - (asked + answered) / 2);
      kept += await this.settle(scans, body.answers || []);
      if (status === 401 && !scans.length) throw new Revoked(body.message);
      if (status === 401 && !(body.answers || []).length) throw new Revoked(body.message);
      if (status === 200) this.told(body);
      if (waiting.length <= scans.length && status === 200) return body;
    }
  }

  /** How many of them stay for another time. */
  async settle(scans, answers) {
    const now = new Map((await this.store.all()).map((scan) => [scan.id, scan]));
    let kept = 0;
    for (const [place, scan] of scans.entries()) {
      const answer = answers[place];
      if (!answer || answer.id !== scan.id) throw new Error("an answer to something else");
      const mine = now.get(scan.id);
      const asSent = !mine || mine.shown === scan.shown; // else it was shown while the answer was on its way
      const done = answer.error ? asSent && !answer.error.keep : !mine || mine.shown === null || mine.shown === answer.shown;
      if (done) {
        await this.store.remove(scan.id);
        this.settled(answer);
      } else kept += 1;
    }
    return kept;
  }
}

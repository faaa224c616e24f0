// Tells the worker which charts are on screen, and how large: one list that replaces the one before.

/** @typedef {import('../protocol.js').ChartRequest} ChartRequest */
/** @typedef {{ width: number, height: number, log: boolean }} Look */

export class Watch {
  /** @param {import('../lab/lab.js').Lab} lab @param {() => { dark: boolean, lang: string }} appearance */
  constructor(lab, appearance) {
    this.lab = lab;
    this.appearance = appearance;
    /** @type {Map<string, Look>} */
    this.looks = new Map();
    this.sent = '';
    this.due = false;
    // A hidden page draws no frames, so that what it can't see is said at once.
    document.addEventListener('visibilitychange', () => (document.hidden ? this.#say() : this.repeat()));
  }

  /** A chart that can be seen, or `null` for one that can't. @param {string} chart @param {Look | null} look */
  set(chart, look) {
    if (look && look.width > 0 && look.height > 0) this.looks.set(chart, look);
    else this.looks.delete(chart);
    this.tell();
  }

  /** A chart as it looks now. @param {string} chart @returns {ChartRequest | null} */
  request(chart) {
    const look = this.looks.get(chart);
    if (!look) return null;
    return { chart, ...look, scale: Math.min(devicePixelRatio || 1, 3), ...this.appearance() };
  }

  /** Says it in the next frame, if anything changed. */
  tell() {
    if (this.due) return;
    this.due = true;
    requestAnimationFrame(() => {
      this.due = false;
      this.#say();
    });
  }

  #say() {
    const seen = document.hidden ? [] : [...this.looks.keys()];
    const charts = seen.map((chart) => /** @type {ChartRequest} */ (this.request(chart)));
    const words = JSON.stringify(charts);
    if (words === this.sent) return;
    this.sent = words;
    this.lab.send({ type: 'watch', charts });
  }

  /** A new session knows nothing of it. */
  repeat() {
    this.sent = '';
    this.tell();
  }
}

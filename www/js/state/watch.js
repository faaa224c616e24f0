// Tells the worker which views are watched, and how large they are on screen: one list that replaces the one before.

/** @typedef {import('../protocol.js').ViewRequest} ViewRequest */
/** @typedef {{ width: number, height: number, log: boolean, choice?: string }} Look In CSS pixels; 0 where it is not on screen. */

export class Watch {
  /** @param {import('../lab/lab.js').Lab} lab @param {() => { dark: boolean, lang: string, larger: number }} appearance
   *   The theme, the language, and how many times as large as usual everything is written. */
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

  /** A view that is open, or `null` for one that is not. @param {string} view @param {Look | null} look */
  set(view, look) {
    if (look) this.looks.set(view, look);
    else this.looks.delete(view);
    this.tell();
  }

  /** A view with such a look, as the page looks now. @param {string} view @param {Look} look @returns {ViewRequest} */
  request(view, look) {
    const { larger, ...appearance } = this.appearance();
    // Drawn smaller and shown larger, everything in a picture is larger.
    const [width, height] = [look.width, look.height].map((length) => Math.round(length / larger));
    return { view, ...look, width, height, scale: Math.min(devicePixelRatio || 1, 3) * larger, ...appearance };
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
    const seen = document.hidden ? [] : [...this.looks];
    const views = seen.map(([view, look]) => this.request(view, look));
    const words = JSON.stringify(views);
    if (words === this.sent) return;
    this.sent = words;
    this.lab.send({ type: 'watch', views });
  }

  /** A new session knows nothing of it. */
  repeat() {
    this.sent = '';
    this.tell();
  }
}

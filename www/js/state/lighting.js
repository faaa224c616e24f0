// The one sample that lights up in all panels: what stands for it has its number as `data-sample`, and pictures of dots
// have a ring around its own (panels/charts/dots.js). Pointing at it, or the focus, lights it; a press keeps it lit.

/** @param {globalThis.Event} event */
function sampleAt({ target }) {
  const found = target instanceof Element ? target.closest('[data-sample]') : null;
  return found ? Number(found.getAttribute('data-sample')) : null;
}

export class Lighting {
  #store;
  /** @type {number | null} */ #pointed = null;
  /** @type {number | null} */ #pressed = null;

  /** @param {import('./store.js').Store} store */
  constructor(store) {
    this.#store = store;
    // A rule lights up whatever is shown, and whatever will be.
    const sheet = new CSSStyleSheet();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    store.on(['lit'], () =>
      sheet.replaceSync(
        store.lit === null
          ? ''
          : `[data-sample="${store.lit}"] { outline: 3px solid var(--positive); background: var(--positive-faint) }`,
      ),
    );
    for (const type of ['pointerover', 'focusin']) addEventListener(type, (event) => this.point(sampleAt(event)));
    addEventListener('click', (event) => {
      const sample = sampleAt(event);
      if (sample !== null) this.press(sample === this.#pressed ? null : sample);
    });
    // Of other data the numbers are those of other samples.
    let of = '';
    store.on(['opened'], () => {
      const now = JSON.stringify([store.opened?.recipe.data, store.opened?.recipe.seed]);
      if (now !== of) this.#light(null, null);
      of = now;
    });
  }

  /** @param {number | null} sample That is pointed at. */
  point(sample) {
    this.#light(sample, this.#pressed);
  }

  /** @param {number | null} sample That stays lit. */
  press(sample) {
    this.#light(this.#pointed, sample);
  }

  /** @param {number | null} pointed @param {number | null} pressed */
  #light(pointed, pressed) {
    [this.#pointed, this.#pressed] = [pointed, pressed];
    const lit = pointed ?? pressed;
    if (this.#store.lit === lit) return;
    this.#store.lit = lit;
    this.#store.touch('lit');
  }
}

// Samples that the network never trained on, to ask it about.

import { html, nothing, render } from '../lit.js';
import { t } from '../text.js';
import { paint } from './picture.js';

/** @typedef {import('../store.js').Context} Context */
/** @typedef {Extract<import('../protocol.js').Event, { type: 'sampled' }>} Sampled */

const COUNT = 10;

/** @param {HTMLElement} root @param {Context} context @param {(values: number[]) => void} choose */
export function mount(root, { store, lab }, choose) {
  /** @type {Sampled | null} */
  let sampled = null;
  let gone = false;

  async function ask() {
    try {
      const answer = await lab.request({ type: 'sample', count: COUNT });
      if (gone) return;
      sampled = answer;
    } catch {
      // Without examples people still draw.
    }
    draw();
  }

  /** @param {number} index */
  function name(index) {
    const [target] = sampled?.targets[index] ?? [];
    return t('example', { name: store.opened?.outputs[target] ?? String(target ?? '') });
  }

  function draw() {
    if (gone) return;
    render(
      sampled
        ? html`<h3>${t('examples')}</h3>
            <ul role="list">
              ${sampled.inputs.map(
                (values, index) =>
                  html`<li><button type="button" aria-label=${name(index)} title=${name(index)} @click=${() => choose(Array.from(values))}><canvas aria-hidden="true"></canvas></button></li>`,
              )}
            </ul>
            <button type="button" @click=${ask}>${t('otherExamples')}</button>`
        : nothing,
      root,
    );
    root.querySelectorAll('canvas').forEach((canvas, index) => {
      if (sampled) paint(canvas, sampled.inputs[index], sampled.shape);
    });
  }

  const end = store.on(['lang'], draw);
  ask();
  return {
    /** Of another session, which may have other data. */
    repeat: ask,
    destroy() {
      gone = true;
      end();
      render(nothing, root);
    },
  };
}

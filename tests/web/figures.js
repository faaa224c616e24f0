// Figures in a page of another origin: what the tests of figures have in common.

import { setTimeout as sleep } from 'node:timers/promises';
import { serve, shared, sharedChromium, watch } from './harness.js';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Frame} Frame */

export const browser = await sharedChromium();
export const lab = await shared(serve());

/** Pages of the host, by their paths. @type {Map<string, string>} */
export const pages = new Map();
/** What the host sends with them. @type {{ now: Record<string, string> }} */
export const headers = { now: {} };
export const host = await shared(
  serve({
    fault(path, response) {
      const page = pages.get(path);
      if (page === undefined) return false;
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', ...headers.now });
      response.end(page);
      return true;
    },
  }),
);

export const SCRIPT = `<script src="${lab.url}embed.js" defer></script>`;
/** Learns at once on any machine. */
export const LINK = '#experiment=xor';

/**
 * A page of the host with some figures.
 *
 * @param {string} body
 * @param {{ html?: string, attributes?: string, browser?: any }} [about]
 */
export async function open(body, { html = 'lang="en"', attributes = '' } = {}) {
  pages.set(
    'page.html',
    `<!doctype html><html ${html}><head><meta charset="utf-8"><title>A book</title><link rel="icon" href="data:,">${SCRIPT}</head><body ${attributes}><main><h1>A book</h1>${body}</main></body></html>`,
  );
  const page = await browser.newPage();
  const seen = watch(page);
  lab.log.length = 0;
  await page.goto(`${host.url}page.html`);
  return { page, seen };
}

/** The frame of a figure. @param {Page} page @param {number} [index] @returns {Promise<Frame>} */
export async function figure(page, index = 0) {
  const frames = () => page.frames().filter((frame) => frame.url().includes('/embed.html'));
  for (let turn = 0; turn < 300; turn++) {
    const frame = frames()[index];
    if (frame) {
      await frame.waitForSelector('#play-words:not(:empty), .transport button', { state: 'attached' });
      return frame;
    }
    await sleep(100);
  }
  throw new Error(`no frame ${index} among ${frames().length}`);
}

/** @param {Frame} frame @param {number} step */
export const trains = (frame, step = 1) =>
  frame.waitForFunction(
    (step) => {
      const shown = document.querySelector('.figure.step dd')?.textContent ?? '';
      return Number(shown.replace(/\D/g, '')) >= step;
    },
    step,
    { timeout: 120_000 },
  );

/** Notes what a figure tells. @param {Page} page @param {string} [which] */
export const note = (page, which = 'downhill-lab') =>
  page.evaluate((which) => {
    const scope = /** @type {any} */ (globalThis);
    scope.heard = [];
    for (const type of ['ready', 'resized', 'phase', 'report', 'recipe', 'predicted', 'failed']) {
      document.querySelector(which)?.addEventListener(type, (event) => {
        scope.heard.push([type, /** @type {CustomEvent} */ (event).detail]);
      });
    }
  }, which);

/** @param {Page} page @param {string} type @returns {Promise<any[]>} */
export const heard = (page, type) =>
  page.evaluate(
    (type) =>
      /** @type {any} */ (globalThis).heard
        .filter((/** @type {any} */ [is]) => is === type)
        .map((/** @type {any} */ [, detail]) => detail),
    type,
  );

/** Calls a method of an element. @param {Page} page @param {string} method @param {any} [argument] @param {string} [which] */
export const call = (page, method, argument, which = 'downhill-lab') =>
  page.evaluate(
    ([method, argument, which]) => /** @type {any} */ (document.querySelector(which))[method](argument),
    /** @type {[string, any, string]} */ ([method, argument, which]),
  );

/** @param {Page} page @param {string} [which] @returns {Promise<string>} */
export const phase = (page, which = 'downhill-lab') =>
  page.evaluate((which) => /** @type {any} */ (document.querySelector(which)).phase, which);

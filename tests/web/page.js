// How the tests use the page: as a person does where that is what is tested, and through its modules where it is not.

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

/** @typedef {import('playwright-core').Page} ChromiumPage */
/** @typedef {import('puppeteer-core').Page} FirefoxPage */
/** @typedef {ChromiumPage | FirefoxPage} Page */

/** Long enough for a busy machine of two slow cores; nothing here is about speed. */
const PATIENCE_MS = 120_000;

/** More stops for the Tab key than any page has. */
const MOST_STOPS = 300;

/**
 * Asks in the page again and again until the answer is truthy.
 *
 * @template T, R
 * @param {Page} page
 * @param {string} what For the failure's message.
 * @param {(argument: T) => R} question Runs in the page.
 * @param {T} [argument]
 * @param {number} [patience] In milliseconds.
 * @returns {Promise<Exclude<Awaited<R>, false | null | undefined | '' | 0>>}
 */
export async function until(page, what, question, argument, patience = PATIENCE_MS) {
  // The drivers' methods used here have the same form, which their types can't say.
  const either = /** @type {any} */ (page);
  const end = performance.now() + patience;
  let answer;
  do {
    answer = await either.evaluate(question, argument);
    if (answer) return answer;
    await sleep(100);
  } while (performance.now() < end);
  const texts = await either.evaluate(() => document.body.innerText.slice(0, 2_000));
  throw new Error(`waited in vain for ${what}; the page says:\n${texts}`);
}

/**
 * Asks again and again until the answer is the wanted one; fails with what is different at the end.
 *
 * @template T
 * @param {() => Promise<T>} ask
 * @param {T} wanted
 * @param {string} [what] For the failure's message.
 */
export async function untilEqual(ask, wanted, what) {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    try {
      assert.deepEqual(answer, wanted, what);
      return;
    } catch (different) {
      if (performance.now() > end) throw different;
    }
    await sleep(100);
  }
}

/** Waits until the page has such an element. @param {Page} page @param {string} selector */
export const untilThere = (page, selector) =>
  until(page, selector, (selector) => document.querySelector(selector) !== null, selector);

/**
 * @template T, R
 * @param {Page} page
 * @param {(argument: T) => R} work Runs in the page.
 * @param {T} [argument]
 * @returns {Promise<Awaited<R>>}
 */
export function inPage(page, work, argument) {
  return /** @type {any} */ (page).evaluate(work, argument);
}

/**
 * The address of one of the page's own modules, as the page asked for it: in a release the folder of its build is in
 * it.
 *
 * @param {Page} page
 * @param {string} file Such as `js/begin.js`.
 */
export const addressOf = (page, file) =>
  until(
    page,
    file,
    (file) => {
      // A page whose clock a test turns keeps no account of what it loaded.
      const named = [...document.scripts].map(({ src }) => src).filter(Boolean);
      const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
      return [...named, ...loaded].find((address) => new URL(address).pathname.endsWith(`/${file}`));
    },
    file,
  );

/**
 * The address of the folder in which the page's modules lie.
 *
 * @param {Page} page
 */
export const scriptsOf = async (page) => new URL('.', await addressOf(page, 'js/first.js')).href;

/**
 * Waits until an element says so.
 *
 * @param {Page} page
 * @param {string} selector
 * @param {RegExp} words
 */
export const untilSaid = (page, selector, words) =>
  until(
    page,
    `${selector}: ${words}`,
    ([selector, words]) =>
      [...document.querySelectorAll(selector)].some(({ textContent }) => new RegExp(words).test(textContent ?? '')),
    [selector, words.source],
  );

/**
 * Waits until a chart is drawn, wherever it lies: what is off screen is not, and what comes later above it moves it away.
 *
 * @param {Page} page
 * @param {string} [frame]
 */
export async function untilDrawn(page, frame = '.frame') {
  await untilThere(page, frame);
  await until(
    page,
    `${frame}.drawn`,
    (frame) => {
      if (document.querySelector(`${frame}.drawn`)) return true;
      document.querySelector(frame)?.scrollIntoView({ block: 'center' });
      return false;
    },
    frame,
  );
}

/**
 * Waits until an element says exactly that. Numbers of a run come one after the other: whoever reads one at once after
 * having waited for another reads it too early on some machine.
 *
 * @param {Page} page
 * @param {string} selector
 * @param {string} text
 */
export const untilText = (page, selector, text) =>
  until(
    page,
    `${selector}: “${text}”`,
    ([selector, text]) => document.querySelector(selector)?.textContent?.trim() === text,
    [selector, text],
  );

/**
 * Waits until an element's attribute, such as a picture's words, is so.
 *
 * @param {Page} page
 * @param {string} selector
 * @param {string} name
 * @param {RegExp} value
 */
export const untilAttribute = (page, selector, name, value) =>
  until(
    page,
    `${selector}, ${name}: ${value}`,
    ([selector, name, value]) => new RegExp(value).test(document.querySelector(selector)?.getAttribute(name) ?? ''),
    [selector, name, value.source],
  );

/** Waits until no element is so any more. @param {Page} page @param {string} selector */
export const untilGone = (page, selector) =>
  until(page, `no ${selector}`, (selector) => document.querySelector(selector) === null, selector);

/** Waits until a key of the link in the address has a value. @param {Page} page @param {string} key @param {string} value */
export const untilAddress = (page, key, value) =>
  until(page, `${key}=${value}`, ([key, value]) => new URLSearchParams(location.hash.slice(1)).get(key) === value, [
    key,
    value,
  ]);

/** Presses the button of a part of the page that is called so, once it is there. @param {Page} page @param {string} selector @param {string} label */
export const press = (page, selector, label) =>
  until(
    page,
    `the button “${label}” in ${selector}`,
    ([selector, label]) => {
      /** @type {NodeListOf<HTMLButtonElement>} */
      const buttons = document.querySelectorAll(`${selector} button`);
      const button = [...buttons].find(({ textContent }) => textContent === label);
      button?.click();
      return button !== undefined;
    },
    [selector, label],
  );

/** What stands at a place of the page. @param {Page} page @param {string} selector */
export const textAt = (page, selector) =>
  inPage(page, (selector) => document.querySelector(selector)?.textContent?.trim() ?? '', selector);

/** A number that the page shows in English; NaN where there is none yet. @param {Page} page @param {string} selector */
export async function numberAt(page, selector) {
  const text = (await textAt(page, selector)).replace(/[,%\s]/g, '');
  return text === '' ? Number.NaN : Number(text);
}

/**
 * Waits until a number on the page satisfies a condition.
 *
 * @param {Page} page
 * @param {string} selector
 * @param {'>=' | '<='} sign
 * @param {number} limit
 */
export function untilNumber(page, selector, sign, limit) {
  return until(
    page,
    `${selector} ${sign} ${limit}`,
    ([selector, sign, limit]) => {
      const text = (document.querySelector(String(selector))?.textContent ?? '').replace(/[,%\s]/g, '');
      const value = text === '' ? Number.NaN : Number(text);
      return sign === '>=' ? value >= Number(limit) : value <= Number(limit);
    },
    [selector, sign, limit],
  );
}

/** Where the page shows what. */
export const SHOWN = {
  step: '.figure.step dd',
  trainLoss: '[data-chart=loss] .training dd',
  accuracy: '[data-chart=accuracy] .validation dd',
  start: '#transport button.primary',
  device: '.device strong',
  reason: '.device .reason',
};

/** Waits until the page shows this step. @param {Page} page @param {number} step */
export const untilStep = (page, step) => untilText(page, SHOWN.step, step.toLocaleString('en'));

/**
 * Pauses, where it did not end by itself in the meantime, and waits until it rests: the steps that were under way have
 * been told. What is measured because it rests comes later.
 *
 * @param {Page} page
 * @returns {Promise<number>} the step
 */
export async function pause(page) {
  const trains = await inPage(
    page,
    (start) => /^(Pause|暂停)$/.test(document.querySelector(start)?.textContent?.trim() ?? ''),
    SHOWN.start,
  );
  if (trains) await page.click(SHOWN.start);
  return untilRest(page);
}

/**
 * Waits until training rests.
 *
 * @param {Page} page
 * @returns {Promise<number>} the step
 */
export async function untilRest(page) {
  await untilSaid(page, SHOWN.start, /^\s*(Start|开始)\s*$/);
  // A worker answers one command after the other, and what it answers to this one says the step.
  const step = await inPage(
    page,
    async (begin) => {
      const { lab } = await import(begin);
      const { checkpoint } = await lab.request({ type: 'export' });
      const length = new DataView(checkpoint.buffer, checkpoint.byteOffset).getUint32(0, true);
      const header = JSON.parse(new TextDecoder().decode(checkpoint.subarray(8, 8 + length)));
      // What was told before it is shown in the next frames.
      for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame);
      return JSON.parse(header.__metadata__.downhill).position.step;
    },
    await addressOf(page, 'js/begin.js'),
  );
  await untilStep(page, step);
  return step;
}

/** Waits until the test set has been measured, as it is when training rests, for the step that is shown. @param {Page} page */
export const untilTested = (page) => untilThere(page, '.test-now button:disabled');

/**
 * Waits until nothing on the page has changed for a moment and nothing is in motion: pictures and texts have come, and
 * whoever looks, or checks, sees one moment.
 *
 * @param {Page} page
 */
export const untilStill = (page) =>
  inPage(
    page,
    async (patience) => {
      await new Promise((resolve, reject) => {
        setTimeout(reject, patience, new Error('the page never stands still'));
        /** @type {ReturnType<typeof setTimeout> | undefined} */
        let timer;
        const wait = () => {
          clearTimeout(timer);
          timer = setTimeout(resolve, 500, undefined);
        };
        const all = { attributes: true, characterData: true, childList: true, subtree: true };
        new MutationObserver(wait).observe(document, all);
        wait();
      });
      await Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {})));
    },
    PATIENCE_MS,
  );

/**
 * Notes, from the page's next loading on, all that places on it say. What they say for a moment only, who asks every now
 * and then may miss.
 *
 * @param {ChromiumPage} page
 * @param {string} [places] By default those that are read aloud.
 */
export const listen = (page, places = '[role=status]') =>
  page.addInitScript((places) => {
    /** @type {string[]} */
    const heard = [];
    Object.assign(window, { heard });
    /** @type {Map<Element, string | null>} */
    const said = new Map();
    new MutationObserver(() => {
      for (const place of document.querySelectorAll(places)) {
        const { textContent } = place;
        if (textContent && said.get(place) !== textContent) heard.push(textContent);
        said.set(place, textContent);
      }
    }).observe(document, { characterData: true, childList: true, subtree: true });
  }, places);

/** Waits until it has been said since the page was loaded, and noted by `listen`. @param {Page} page @param {RegExp} words */
export const untilHeard = (page, words) =>
  until(
    page,
    `the words ${words}`,
    (words) => /** @type {any} */ (window).heard.some((/** @type {string} */ said) => new RegExp(words).test(said)),
    words.source,
  );

/**
 * A part of a long test, which a failure's message names.
 * @param {string} what
 * @param {() => Promise<void>} work
 */
export async function during(what, work) {
  try {
    await work();
  } catch (error) {
    throw new Error(`${what}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

/**
 * Goes on with the Tab key until the focus is there.
 * @param {ChromiumPage} page
 * @param {string} selector
 * @param {'Tab' | 'Shift+Tab'} [key]
 */
export async function tabTo(page, selector, key = 'Tab') {
  await untilThere(page, selector);
  for (let stops = 0; stops < MOST_STOPS; stops++) {
    if (await inPage(page, (selector) => document.activeElement?.matches(selector), selector)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} does not come to ${selector}`);
}

/** What stands on the page in smaller type. @param {Page} page @param {number} least In CSS pixels. */
export const smallTexts = (page, least) =>
  inPage(
    page,
    (least) => {
      const found = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const { parentElement: at, textContent } = node;
        const isHidden = !at?.checkVisibility() || at.closest('.unseen, .skip, option, script, style');
        if (!at || isHidden || !textContent?.trim()) continue;
        const size = Number.parseFloat(getComputedStyle(at).fontSize);
        if (size < least) found.push(`${size}: ${at.localName}.${at.className} ${textContent.trim().slice(0, 30)}`);
      }
      return found;
    },
    least,
  );

/** Opens all settings, where a screen is wide enough to hide them. @param {Page} page */
export const openSettings = (page) =>
  until(page, 'all settings', () => {
    const setup = document.querySelector('#setup .inspector');
    if (setup?.checkVisibility() && document.getElementById('field-data')) return true;
    /** @type {HTMLElement | null} */ (document.querySelector('.open-settings[aria-expanded=false]'))?.click();
    return false;
  });

/** Shows a view, or hides it. @param {Page} page @param {string} id */
export const toggleView = async (page, id) => {
  await untilThere(page, `.chooser [data-view="${id}"]`);
  await inPage(
    page,
    (id) => /** @type {HTMLElement} */ (document.querySelector(`.chooser [data-view="${id}"]`)).click(),
    id,
  );
};

/** Chooses in a menu. @param {Page} page @param {string} id @param {string} value */
export async function choose(page, id, value) {
  await until(
    page,
    `the choice ${value} in #${id}`,
    ([id, value]) => {
      const select = /** @type {HTMLSelectElement | null} */ (document.getElementById(id));
      return [...(select?.options ?? [])].some((option) => option.value === value);
    },
    [id, value],
  );
  await inPage(
    page,
    ([id, value]) => {
      const select = /** @type {HTMLSelectElement} */ (document.getElementById(id));
      select.value = value;
      select.dispatchEvent(new Event('change', { bubbles: true }));
    },
    [id, value],
  );
}

/**
 * Draws with the mouse, as shares of the pad's width and height.
 *
 * @param {Page} page
 * @param {[number, number][]} points
 */
export async function draw(page, points) {
  const box = await inPage(page, () => {
    const sheet = /** @type {HTMLElement} */ (document.getElementById('sheet'));
    sheet.scrollIntoView({ block: 'center' });
    const { x, y, width, height } = sheet.getBoundingClientRect();
    return { x, y, width, height };
  });
  const { mouse } = /** @type {ChromiumPage} */ (page);
  const at = (/** @type {[number, number]} */ [x, y]) =>
    /** @type {[number, number]} */ ([box.x + x * box.width, box.y + y * box.height]);
  await mouse.move(...at(points[0]));
  await mouse.down();
  for (const point of points.slice(1)) await mouse.move(...at(point));
  await mouse.up();
}

/** A closed oval: a nought. @type {[number, number][]} */
export const NOUGHT = Array.from({ length: 25 }, (_, index) => {
  const angle = (index / 24) * 2 * Math.PI;
  return [0.5 + 0.2 * Math.sin(angle), 0.5 - 0.32 * Math.cos(angle)];
});

/**
 * Makes a Lab in the page, without the page's own views, as `window.lab`; its Events are noted in `window.told`.
 * Open `bench.html` for it: nothing trains there by itself.
 *
 * @param {Page} page
 * @param {{ device?: 'auto' | 'cpu' | 'gpu', count?: boolean }} [options]
 */
export async function makeLab(page, options = {}) {
  return inPage(
    page,
    async ([scripts, options]) => {
      const scope = /** @type {any} */ (window);
      scope.lab?.dispose();
      const { Lab } = await import(`${scripts}bench.js`);
      const lab = new Lab(options);
      scope.lab = lab;
      /** @type {{ type: string, detail: any }[]} */
      scope.told = [];
      for (const type of ['ready', 'opened', 'report', 'saved', 'device', 'recovered', 'failed', 'warned']) {
        lab.addEventListener(type, (/** @type {CustomEvent} */ { detail }) => scope.told.push({ type, detail }));
      }
    },
    /** @type {const} */ ([await scriptsOf(page), options]),
  );
}

/**
 * Runs in the page with the Lab that `makeLab` made.
 *
 * @template T, R
 * @param {Page} page
 * @param {(lab: any, argument: T) => R} work The page's `Lab`, whose types are not Node's.
 * @param {T} [argument]
 * @returns {Promise<Awaited<R>>}
 */
export function withLab(page, work, argument) {
  return /** @type {any} */ (page).evaluate(`(${work})(window.lab, ${JSON.stringify(argument)})`);
}

/**
 * Waits for an Event of the Lab that `makeLab` made.
 *
 * @param {Page} page
 * @param {string} type
 * @param {number} [count] For so many of them.
 * @returns {Promise<any>} the newest one's content
 */
export function untilTold(page, type, count = 1) {
  return until(
    page,
    `the event ${type}`,
    ([type, count]) => {
      const told = /** @type {any} */ (window).told.filter((/** @type {any} */ event) => event.type === type);
      return told.length >= Number(count) && told.at(-1).detail;
    },
    [type, count],
  );
}

// Each symptom on the page: provoked by a link, named, and healed by its button.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve, shared, sharedChromium } from './harness.js';
import { addressOf, inPage, numberAt, SHOWN, until, untilAttribute, untilNumber, untilThere } from './page.js';

/** @typedef {import('../../www/js/protocol.js').SymptomId} SymptomId */

const DEEP = Array(9).fill('dense(8),sigmoid').join();

/**
 * For each symptom a link that provokes it, and the steps in which the healed training must not show it again. The type
 * holds the list complete: it is made from the worker's own.
 *
 * @type {Record<SymptomId, [link: string, steps: number]>}
 */
const PROVOKED = {
  not_finite: ['experiment=line-fit-diverges&epochs=0&steps=0', 300],
  // It ends before its loss is infinite.
  diverging: ['experiment=line-fit-diverges&epochs=0&steps=100', 100],
  rate_too_large: ['data=spirals&optimizer.rate=1', 2000],
  rate_too_small: ['data=spirals&optimizer.rate=0.000001', 2000],
  plateau: ['data=circles&network.layers=dense(16),tanh&init=zeros', 1000],
  too_small: ['data=circles&network.layers=', 1500],
  dead_relus: ['data=digits-8x8&network.layers=flatten,dense(32),relu&init=constant&init.value=-0.1', 200],
  vanishing_gradients: [`data=circles&network.layers=${DEEP}`, 300],
  // The rate falls to nothing, so that it stays as it is.
  exploding_gradients: [
    'data=regression-10&network.layers=dense(50),dense(50),dense(50)&init=uniform&init.bound=2&optimizer=sgd&optimizer.rate=0.000001&schedule=cosine&schedule.steps=10',
    100,
  ],
  overfitting: ['experiment=moons-noise', 1500],
  unbalanced_classes: ['data=circles&data.balance=5', 100],
  not_normalised: ['data=breast-cancer&data.normalise=0&network.layers=dense(16),relu', 100],
  small_batch_norm: ['data=digits-8x8&network.layers=flatten,dense(16),batch_norm,relu&batch=2', 100],
};

const server = await shared(serve());
const browser = await sharedChromium();

for (const [id, [link, steps]] of Object.entries(PROVOKED)) {
  test(`${id} is named, and its button heals it`, async () => {
    const page = await browser.newPage();
    await page.goto(`${server.url}?lang=en#${link}&run=1`);
    const notice = `.symptoms [data-id=${id}]`;
    await untilThere(page, notice);
    const text = await page.textContent(notice);
    assert.ok(text && /\d/.test(text), `with numbers: ${text}`);
    await page.click(`${notice} button:not(.square)`);
    await until(
      page,
      `${steps} steps without ${id}`,
      ([notice, step, steps]) => {
        const taken = Number(document.querySelector(String(step))?.textContent?.replace(/\D/g, ''));
        return taken >= Number(steps) && !document.querySelector(String(notice));
      },
      [notice, SHOWN.step, steps],
    );
  });
}

test('a learning rate that was lowered too late: the page says that it must begin anew, and does so', async () => {
  const page = await browser.newPage();
  await page.goto(`${server.url}?lang=en#data=spirals&optimizer.rate=1&run=1`);
  const notice = '.symptoms [data-id=rate_too_large]';
  await untilThere(page, notice);
  await page.fill('#field-optimizer-rate', '0.01');
  await page.press('#field-optimizer-rate', 'Enter');
  await until(
    page,
    'what has to be done',
    (notice) => /begin anew/.test(document.querySelector(notice)?.textContent ?? ''),
    notice,
  );
  await page.click(`${notice} button:not(.square)`);
  await untilNumber(page, SHOWN.accuracy, '>=', 90);
  assert.equal(await page.$(notice), null);
});

test('a learning rate raised too far on a good run is named, and its button lowers the rate where the run is', async () => {
  const page = await browser.newPage();
  await page.goto(`${server.url}?lang=en#data=circles&network.layers=dense(16),tanh`);
  await untilNumber(page, SHOWN.step, '>=', 0);
  // After a step that is known: how far a run came in some time depends on the machine.
  const step = 10_000;
  await inPage(
    page,
    async ([begin, count]) => {
      const { lab } = await import(String(begin));
      await lab.request({ type: 'step', count });
    },
    [await addressOf(page, 'js/begin.js'), step],
  );
  await untilNumber(page, SHOWN.step, '>=', step);
  await page.fill('#field-optimizer-rate', '1');
  await page.press('#field-optimizer-rate', 'Enter');
  await page.click(SHOWN.start);
  const notice = '.symptoms [data-id=rate_too_large]';
  await until(
    page,
    'what it does',
    (notice) => /undo what was learnt/.test(document.querySelector(notice)?.textContent ?? ''),
    notice,
  );
  await page.click(`${notice} button:not(.square)`);
  await until(
    page,
    'no word of it any more',
    (notice) => !/undo what was learnt/.test(document.querySelector(notice)?.textContent ?? ''),
    notice,
  );
  assert.ok((await numberAt(page, SHOWN.step)) > step, 'it did not begin anew');
});

test('batch norm on a single sample is refused with the reason, and the control stands where it was', async () => {
  const page = await browser.newPage();
  await page.goto(`${server.url}?lang=en#data=digits-8x8&network.layers=flatten,dense(8),batch_norm,relu&run=1`);
  await untilNumber(page, SHOWN.step, '>=', 10);
  const value = () => page.inputValue('#field-batch');
  assert.equal(await value(), '32');
  await page.fill('#field-batch', '1');
  await page.press('#field-batch', 'Enter');
  await until(page, 'the reason', () => /at least two samples/.test(document.body.innerText));
  await until(
    page,
    'the batch of before',
    () => /** @type {HTMLInputElement} */ (document.getElementById('field-batch')).value === '32',
  );
  assert.doesNotMatch(page.url(), /batch=1/);
  // What did not happen need not be taken back.
  await untilAttribute(page, '#quick [aria-keyshortcuts^="Control+Z"]', 'aria-disabled', /^true$/);
  const step = await numberAt(page, SHOWN.step);
  await untilNumber(page, SHOWN.step, '>=', step + 100);
});

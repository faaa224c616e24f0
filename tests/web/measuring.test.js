// What is measured when: validation keeps up with training, the test set waits until training rests, and what would be
// over in a moment begins slowly.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve, shared, sharedChromium } from './harness.js';
import { inPage, listen, makeLab, SHOWN, until, untilGone, untilStep, withLab } from './page.js';

/** @typedef {import('../../www/js/protocol.js').Report} Report */

const server = await shared(serve());
const browser = await sharedChromium();

/** Every report so far. @param {import('./page.js').Page} page @returns {Promise<Report[]>} */
const reports = (page) =>
  inPage(page, () =>
    /** @type {any} */ (window).told
      .filter((/** @type {any} */ { type }) => type === 'report')
      .map((/** @type {any} */ { detail }) => detail),
  );

/**
 * Waits for a report of which something is true.
 * @param {import('./page.js').Page} page
 * @param {string} what
 * @param {string} condition JavaScript about `report`.
 */
const untilReport = (page, what, condition) =>
  until(
    page,
    what,
    (condition) => {
      const holds = new Function('report', `return ${condition}`);
      return /** @type {any} */ (window).told.some(
        (/** @type {any} */ { type, detail }) => type === 'report' && holds(detail),
      );
    },
    condition,
  );

/** @param {string} link */
async function opened(link) {
  const page = await browser.newPage();
  await page.goto(`${server.url}bench.html`);
  await makeLab(page, { device: 'cpu' });
  await withLab(page, (lab, link) => lab.open({ link }), link);
  return page;
}

test('validation comes first and keeps up; the test set is measured when training rests or somebody asks', async () => {
  const page = await opened('data=spirals&seed=3');
  await withLab(page, (lab) => lab.send({ type: 'train', steps: null }));
  await untilReport(page, 'a thousand steps', 'report.step > 1000');
  const training = await reports(page);
  assert.equal(training.find(({ validation }) => validation)?.step, training[0].step, 'the first has it');
  for (const { step, validation, test } of training) {
    assert.equal(test, null, `step ${step}: nobody asked for the test set`);
    // An evaluation comes every hundred steps of this experiment, or more often.
    if (validation) assert.ok(step - validation.step <= 100, `${validation.step} at step ${step}`);
  }

  await withLab(page, (lab) => lab.send({ type: 'evaluate' }));
  await untilReport(page, 'the test set on demand', 'report.running && report.test');
  await inPage(page, () => {
    /** @type {any} */ (window).told.length = 0;
  });
  await withLab(page, (lab) => lab.send({ type: 'pause' }));
  await untilReport(page, 'the test set at rest', '!report.running && report.test');
  const rest = await reports(page);
  const last = rest[rest.length - 1];
  assert.equal(last.test?.step, last.step);
  assert.ok(
    rest.some(({ validation }) => validation?.step === last.step),
    'what stands still is measured',
  );
});

test('back to the start while it trains: the curve begins at the first step, and nothing of before comes after', async () => {
  const page = await opened('data=spirals&seed=3');
  await withLab(page, (lab) => lab.send({ type: 'train', steps: null }));
  await untilReport(page, 'some steps', 'report.step > 3000');
  await withLab(page, (lab) => {
    /** @type {any} */ (window).told.length = 0;
    lab.send({ type: 'rewind' });
    lab.send({ type: 'train', steps: null });
  });
  await untilReport(page, 'the start', 'report.step === 0');
  await inPage(page, () => {
    const scope = /** @type {any} */ (window);
    scope.told = scope.told.slice(scope.told.findIndex((/** @type {any} */ { detail }) => detail.step === 0));
  });
  await untilReport(page, 'some steps again', 'report.step > 300');
  const steps = (await reports(page)).map(({ step }) => step);
  assert.ok(
    steps.every((step, index) => index === 0 || step >= steps[index - 1]),
    `${steps}`,
  );
  // Steps that the first bucket of the curve covers, and the last one.
  const [first, count] = await withLab(page, async (lab) => {
    const { checkpoint } = await lab.request({ type: 'export' });
    const { buffer, byteOffset } = checkpoint;
    const header = new DataView(buffer, byteOffset).getUint32(0, true);
    const tensors = JSON.parse(new TextDecoder().decode(checkpoint.subarray(8, 8 + header)));
    const from = 8 + header + tensors['history.losses'].data_offsets[0];
    const [, last, steps] = new Float32Array(checkpoint.slice(from, from + 28).buffer);
    return [last - steps + 1, steps];
  });
  assert.deepEqual([first, count > 0], [1, true]);
});

test('an experiment that would be over in a moment begins slowly, with the same numbers, unless one is in a hurry', async () => {
  const page = await opened('experiment=line-fit&steps=400&epochs=0');
  /** @param {boolean} slowly */
  const run = async (slowly) => {
    await inPage(page, () => {
      /** @type {any} */ (window).told.length = 0;
    });
    const from = performance.now();
    await withLab(page, (lab, slowly) => lab.send({ type: 'train', steps: null, slowly }), slowly);
    await untilReport(page, 'its end', 'report.step === 400 && report.test');
    const all = await reports(page);
    return { all, ms: performance.now() - from, loss: all.findLast(({ validation }) => validation)?.validation?.loss };
  };
  const slow = await run(true);
  assert.ok(slow.ms > 3_000, `${slow.ms} ms`);
  // How many reports that are depends on the machine.
  assert.ok(slow.all.some(({ slowly, step }) => slowly && step < 200));
  await withLab(page, (lab) => lab.send({ type: 'rewind' }));
  await untilReport(page, 'the start', 'report.step === 0');
  const fast = await run(false);
  assert.ok(fast.all.every(({ slowly }) => !slowly));
  assert.equal(fast.loss, slow.loss);
});

test('the page says that it begins slowly, and goes on at full speed when asked', async () => {
  const page = await browser.newPage();
  const notice = '.notice[data-id=slowly]';
  await listen(page, notice);
  await page.goto(`${server.url}?lang=en#experiment=line-fit&steps=400&epochs=0&run=1`);
  // For some seconds only.
  await until(
    page,
    notice,
    (notice) => {
      const button = /** @type {HTMLElement | null} */ (document.querySelector(`${notice} button:not(.square)`));
      button?.click();
      return button !== null;
    },
    notice,
  );
  const heard = () => inPage(page, () => /** @type {any} */ (window).heard.length);
  for (const round of ['first', 'second']) {
    await untilStep(page, 400);
    await untilGone(page, notice);
    // Nothing begins slowly any more in this visit.
    assert.equal(await heard(), 1, `${round} time`);
    if (round === 'second') break;
    await page.click('#transport button[aria-keyshortcuts="R"]');
    await untilStep(page, 0);
    await page.click(SHOWN.start);
  }
});

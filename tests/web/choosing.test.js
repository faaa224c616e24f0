// What a person chooses in a view: by a press on a cell, by keys, by typing, by sliders; what the link keeps of it; and
// that a picture that was asked for once is drawn as large as its panel.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve, shared, sharedChromium, watch } from './harness.js';
import {
  inPage,
  pause,
  SHOWN,
  textAt,
  toggleView,
  until,
  untilNumber,
  untilRest,
  untilSaid,
  untilText,
  untilThere,
} from './page.js';

const server = await shared(serve());
const browser = await sharedChromium();

/** @param {string} id */
const view = (id) => `[data-chart=${id}]`;

/**
 * Opens an experiment that has trained for so many steps, and rests.
 * @param {string} link
 * @param {{ lang?: string, steps?: number }} [options]
 */
async function rested(link, { lang = 'en', steps = 60 } = {}) {
  const page = await browser.newPage();
  const seen = watch(page);
  await page.goto(`${server.url}?lang=${lang}#${link}&epochs=0&steps=${steps}&run=1`);
  await untilNumber(page, SHOWN.step, '>=', steps);
  await untilRest(page);
  return { page, seen };
}

/** The words of a view's control. @param {string} id @param {string} label */
const control = (id, label) => `${view(id)} .controls label:has(> span:text-is("${label}")) :is(input, select)`;

test('a press on a cell of the confusion matrix shows the samples that it counts', async () => {
  const link = 'data=digits-8x8&network.layers=flatten,dense(16),relu&view.open=confusion';
  const { page, seen } = await rested(link, { steps: 300 });
  await untilSaid(page, `${view('confusion')} .hint`, /test set/);
  // By keys alone: the first mistake that is counted.
  const button = page.locator(`${view('confusion')} td.miss button`).first();
  const label = (await button.getAttribute('aria-label')) ?? '';
  const [, right, taken, count] = /^True class (\d), Predicted class (\d): (\d+)$/.exec(label) ?? [];
  assert.ok(count, label);
  await button.focus();
  await page.keyboard.press('Enter');
  const id = 'hardest';
  await untilThere(page, `${view(id)} .tiles canvas`);
  const captions = await page.locator(`${view(id)} figcaption`).allTextContents();
  assert.equal(captions.length, Math.min(20, Number(count)));
  for (const caption of captions) assert.match(caption, new RegExp(`^${right} as ${taken}: `));
  // The controls say it too, and the link keeps it.
  assert.equal(await page.locator(control(id, 'True class')).inputValue(), right);
  assert.match(page.url(), /view\.hardest=set:test,true:\d,predicted:\d/);
  // Other samples are asked for at once.
  await page.locator(control(id, 'Predicted class')).selectOption({ label: 'any' });
  await page.locator(control(id, 'Show')).selectOption({ label: 'the right ones' });
  await until(
    page,
    'right ones',
    ([view, right]) => {
      const captions = [...document.querySelectorAll(`${view} figcaption`)];
      return (
        captions.length > 0 && captions.every(({ textContent }) => textContent?.startsWith(`${right} as ${right}`))
      );
    },
    [view(id), right],
  );
  assert.deepEqual(seen.problems, []);
  await page.close();
});

test('curves are smoothed, and say so in the legend; the link keeps it', async () => {
  const { page, seen } = await rested('data=circles&network.layers=dense(4),tanh');
  const id = 'loss';
  await page.click(`${view(id)} .tune`);
  const slider = page.locator(control(id, 'Smoothing'));
  await slider.focus();
  for (let times = 0; times < 60; times += 1) await page.keyboard.press('ArrowRight');
  await untilText(page, `${view(id)} .training_smoothed dt`, 'training, smoothed 0.60');
  await untilThere(page, `${view(id)} .training .line-sample.faint`);
  assert.equal(await textAt(page, `${view(id)} .controls output`), '0.6');
  const words = await page
    .locator(`${view(id)} canvas`)
    .first()
    .getAttribute('aria-label');
  assert.match(words ?? '', /weight 0\.60/);
  assert.match(page.url(), /view\.loss=smoothing:0\.6/);
  await page.reload();
  await untilText(page, `${view(id)} .training_smoothed dt`, 'training, smoothed 0.60');
  assert.deepEqual(seen.problems, []);
  await page.close();
});

test('letters that a person types are answered, right and wrong marked', async () => {
  const { page, seen } = await rested('data=sort&network.layers=embedding(8),block(2)');
  const id = 'typed_tokens';
  await toggleView(page, id);
  await untilThere(page, `${view(id)} tbody tr`);
  await page.locator(control(id, 'Letters')).fill('jihgfedc');
  await untilText(page, `${view(id)} tbody tr:first-child td:nth-of-type(1)`, 'j');
  const cells = await page
    .locator(`${view(id)} tbody tr`)
    .evaluateAll((rows) => rows.map((row) => [...row.children].map(({ textContent }) => textContent?.trim() ?? '')));
  assert.deepEqual(cells.map((row) => row[1]).join(''), 'jihgfedc');
  assert.deepEqual(cells.map((row) => row[2]).join(''), 'cdefghij');
  for (const [, , right, told] of cells) assert.equal(told.startsWith('✓'), told === `✓ ${right}`, told);
  const hits = cells.filter((row) => row[3].startsWith('✓')).length;
  assert.match(await textAt(page, `${view(id)} .hint`), new RegExp(`^${hits} of 8 places are right`));
  assert.deepEqual(seen.problems, []);
  await page.close();
});

test('a language model says what it expects after a typed text, in Chinese too', async () => {
  const { page, seen } = await rested('data=names&network.layers=rnn(16,1)', { lang: 'zh', steps: 30 });
  const id = 'next_token';
  await toggleView(page, id);
  await untilThere(page, `${view(id)} .bars li`);
  assert.equal(await page.locator(`${view(id)} .bars li`).count(), 12);
  await page.locator(control(id, '文本')).fill('ann 7');
  await untilSaid(page, `${view(id)} .hint`, /^“ann”之后最可能的是.+已略去：.*7/);
  const shares = await page.locator(`${view(id)} .bars .value`).allTextContents();
  const values = shares.map((share) => Number.parseFloat(share));
  assert.deepEqual(
    values,
    [...values].sort((one, other) => other - one),
  );
  assert.deepEqual(seen.problems, []);
  await page.close();
});

test('the code of an autoencoder is moved by a slider, and its picture follows', async () => {
  const link = 'data=digits-8x8&data.reconstruct=1&network.layers=flatten,dense(3),tanh';
  const { page, seen } = await rested(link, { steps: 200 });
  const id = 'code';
  await toggleView(page, id);
  await untilThere(page, `${view(id)} .tiles canvas`);
  const pictures = () =>
    inPage(
      page,
      (view) =>
        [...document.querySelectorAll(`${view} .tiles canvas`)].map((canvas) =>
          /** @type {HTMLCanvasElement} */ (canvas).toDataURL(),
        ),
      view(id),
    );
  const [, given, moved] = await pictures();
  assert.equal(moved, given, 'not moved yet');
  const slider = page.locator(control(id, 'Unit 1 (σ)'));
  await slider.focus();
  for (let times = 0; times < 20; times += 1) await page.keyboard.press('ArrowRight');
  await untilSaid(page, `${view(id)} .hint`, /1 of them moved/);
  const [, still, away] = await pictures();
  assert.equal(still, given);
  assert.notEqual(away, given);
  assert.deepEqual(seen.problems, []);
  await page.close();
});

test('a picture that was asked for is as large as its panel, and in the theme of now', async () => {
  const { page, seen } = await rested('data=circles&network.layers=dense(4),tanh');
  const id = 'loss_landscape';
  await toggleView(page, id);
  const drawn = () =>
    until(
      page,
      'a picture of the panel’s size',
      (view) => {
        const canvas = /** @type {HTMLCanvasElement | null} */ (document.querySelector(`${view} .frame.drawn canvas`));
        const place = canvas?.parentElement;
        return canvas && place && Math.abs(canvas.width - place.clientWidth * devicePixelRatio) <= 1;
      },
      view(id),
    );
  await drawn();
  const at = await textAt(page, `${view(id)} [role=status]`);
  await page.click(`${view(id)} .enlarge`);
  await drawn();
  assert.equal(await textAt(page, `${view(id)} [role=status]`), at, 'it is the answer of before');
  const corner = () =>
    inPage(
      page,
      (view) => {
        const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector(`${view} canvas`));
        const copy = document.createElement('canvas');
        Object.assign(copy, { width: 1, height: 1 });
        const pen = copy.getContext('2d');
        pen?.drawImage(canvas, 2, 2, 1, 1, 0, 0, 1, 1);
        return pen?.getImageData(0, 0, 1, 1).data[0] ?? -1;
      },
      view(id),
    );
  assert.ok((await corner()) > 200);
  await page.keyboard.press('Escape');
  await page.click('#tools button[aria-label="Dark theme"], button[title="Dark theme"]');
  await until(page, 'a dark picture', () => document.documentElement.dataset.theme === 'dark');
  for (let tries = 0; (await corner()) > 100; tries += 1) {
    assert.ok(tries < 50, 'it stays light');
    await page.waitForTimeout(100);
  }
  assert.deepEqual(seen.problems, []);
  await page.close();
});

test('along two weights, and along the way that training went', async () => {
  const { page, seen } = await rested('data=circles&network.layers=dense(4),tanh', { steps: 300 });
  const id = 'loss_landscape';
  await toggleView(page, id);
  await untilThere(page, `${view(id)} .frame.drawn canvas`);
  const words = async () =>
    (await page
      .locator(`${view(id)} canvas`)
      .first()
      .getAttribute('aria-label')) ?? '';
  assert.match(await words(), /The plane holds [\d.]+% of the way so far\.$/);
  await page.locator(control(id, 'Along')).selectOption({ label: 'two weights' });
  await untilThere(page, `${view(id)} .controls label:nth-of-type(5)`);
  assert.equal(await page.locator(control(id, 'First weight')).inputValue(), '0.weight');
  await page.locator(control(id, 'Along')).selectOption({ label: 'the way so far' });
  const held = async () => Number(/holds ([\d.]+)%/.exec(await words())?.[1]);
  for (let tries = 0; !((await held()) > 90); tries += 1) {
    assert.ok(tries < 50, await words());
    await page.waitForTimeout(100);
  }
  assert.deepEqual(seen.problems, []);
  await page.close();
});

test('gradients over time are shown while it trains', async () => {
  const page = await browser.newPage();
  const seen = watch(page);
  await page.goto(`${server.url}?lang=en#data=circles&network.layers=dense(4),tanh&view.open=gradient_history&run=1`);
  const id = 'gradient_history';
  // What is off screen is not drawn.
  await untilThere(page, view(id));
  await page.locator(view(id)).scrollIntoViewIfNeeded();
  await untilThere(page, `${view(id)} .frame.drawn canvas`);
  await untilText(page, `${view(id)} dl dt`, '1 Dense');
  await page.locator(control(id, 'Show')).selectOption({ label: 'Update-to-weight ratio' });
  await until(
    page,
    'ratios',
    (view) => document.querySelector(`${view} canvas`)?.getAttribute('aria-label')?.startsWith('The update-to-weight'),
    view(id),
  );
  await pause(page);
  assert.deepEqual(seen.problems, []);
  await page.close();
});

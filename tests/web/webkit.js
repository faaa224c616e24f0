// WebKitGTK, the relative of Safari that Debian has. It answers plain WebDriver (https://www.w3.org/TR/webdriver2/), of
// which the tests need few calls; its page has those of the other drivers' methods that page.js uses.

import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { find, OUTPUT } from './harness.js';
import { until } from './page.js';

/** Debian keeps its small browser out of PATH. */
function miniBrowser() {
  const libraries = ['/usr/lib', ...folders('/usr/lib'), '/usr/libexec'];
  const places = libraries.flatMap((folder) =>
    folders(folder)
      .filter((name) => /webkit2?gtk-/.test(name))
      .map((name) => `${name}/MiniBrowser`),
  );
  return find('MINIBROWSER', ['MiniBrowser'], places.toSorted().reverse());
}

/** @param {string} folder */
function folders(folder) {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => `${folder}/${name}`);
  } catch {
    return [];
  }
}

/** A port that nobody listens at. @returns {Promise<number>} */
const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });

/** A screen that nobody sees: WebKitGTK has no headless mode. */
async function screen() {
  const program = find('XVFB', ['Xvfb'], []);
  const server = spawn(program, ['-displayfd', '3', '-screen', '0', '1400x1100x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const told = /** @type {import('node:stream').Readable} */ (server.stdio[3]);
  const number = await new Promise((resolve, reject) => {
    told.once('data', (data) => resolve(String(data).trim()));
    server.once('error', reject);
    server.once('exit', () => reject(new Error('Xvfb ended at once')));
  });
  return { display: `:${number}`, close: () => void server.kill() };
}

/**
 * Starts WebKitGTK.
 *
 * @returns {Promise<{ version: string, page: WebkitPage, close(): Promise<void> }>}
 */
export async function webkit() {
  const [program, binary, port] = [find('WEBKITDRIVER', ['WebKitWebDriver'], []), miniBrowser(), await freePort()];
  const { display, close } = await screen();
  const driver = spawn(program, ['--host=127.0.0.1', `--port=${port}`], {
    // Nobody tells the browser of a session bus, of accessibility or of a graphics card.
    env: { ...process.env, DISPLAY: display, GDK_BACKEND: 'x11', LIBGL_ALWAYS_SOFTWARE: '1', NO_AT_BRIDGE: '1' },
    stdio: 'ignore',
  });
  const end = () => {
    driver.kill();
    close();
  };
  try {
    const call = caller(`http://127.0.0.1:${port}`);
    for (let tries = 0; tries < 100; tries++) {
      if (await call('GET', '/status').catch(() => false)) break;
      await sleep(100);
    }
    const { sessionId, capabilities } = await call('POST', '/session', {
      capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': { binary, args: ['--automation'] } } },
    });
    const session = `/session/${sessionId}`;
    const page = new WebkitPage((method, path, body) => call(method, session + path, body));
    await page.send('POST', '/timeouts', { script: 150_000, pageLoad: 120_000 });
    await page.send('POST', '/window/rect', { width: 1300, height: 1000 });
    return {
      version: capabilities.browserVersion,
      page,
      async close() {
        await call('DELETE', session).catch(() => {});
        end();
      },
    };
  } catch (error) {
    end();
    throw error;
  }
}

/** @typedef {(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => Promise<any>} Call */

/** @param {string} address @returns {Call} */
const caller = (address) => async (method, path, body) => {
  const headers = { 'Content-Type': 'application/json' };
  const answer = await fetch(address + path, { method, headers, body: body && JSON.stringify(body) });
  const { value } = /** @type {{ value: any }} */ (await answer.json());
  if (!answer.ok) throw new Error(`${path}: ${value.error}: ${value.message}`);
  return value;
};

export class WebkitPage {
  /** @param {Call} send */
  constructor(send) {
    this.send = send;
    const act = (/** @type {object} */ action) =>
      send('POST', '/actions', {
        actions: [{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions: [action] }],
      });
    /** As a hand moves it. */
    this.mouse = {
      move: (/** @type {number} */ x, /** @type {number} */ y) =>
        act({ type: 'pointerMove', x: Math.round(x), y: Math.round(y), duration: 20, origin: 'viewport' }),
      down: () => act({ type: 'pointerDown', button: 0 }),
      up: () => act({ type: 'pointerUp', button: 0 }),
    };
  }

  /** @param {string} address */
  async goto(address) {
    await this.send('POST', '/url', { url: address });
  }

  /**
   * @template T, R
   * @param {(argument: T) => R} work Runs in the page.
   * @param {T} [argument]
   * @returns {Promise<Awaited<R>>}
   */
  async evaluate(work, argument) {
    const script = `const [argument, done] = arguments;
      Promise.resolve().then(() => (${work})(argument)).then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const { value, error } = await this.send('POST', '/execute/async', { script, args: [argument ?? null] });
    if (error) throw new Error(error);
    return value;
  }

  /** Presses what a person would, once it can be pressed. @param {string} selector */
  async click(selector) {
    await until(
      /** @type {any} */ (this),
      `${selector} to press`,
      (selector) => {
        const place = document.querySelector(selector);
        return place !== null && !place.matches(':disabled');
      },
      selector,
    );
    const element = await this.send('POST', '/element', { using: 'css selector', value: selector });
    await this.send('POST', `/element/${Object.values(element)[0]}/click`, {});
  }

  /** Keeps a picture of what is seen in tests/web/output. @param {string} name */
  async screenshot(name) {
    await mkdir(OUTPUT, { recursive: true });
    await writeFile(`${OUTPUT}${name}.png`, await this.send('GET', '/screenshot'), 'base64');
  }
}

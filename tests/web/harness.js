// What the browser tests stand on: a file server for the built page, the two browsers, axe and
// screenshots. Nothing here knows what the page does.

import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { delimiter, extname, join, resolve, sep } from 'node:path';
import { after, afterEach } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium as playwright } from 'playwright-core';
import puppeteer from 'puppeteer-core';

/** The built page. `cargo xtask test` builds it before the browser tests. */
export const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

/**
 * Where everything but the pages lies in a release: a folder that is named after the build (xtask/src/layout.rs).
 *
 * @param {string} [folder] The release; the built page by default.
 */
export function buildFolder(folder = DIST) {
  const builds = readdirSync(folder).filter((name) => name.startsWith('build-'));
  if (builds.length !== 1) throw new Error(`${folder} has ${builds.length} builds instead of one`);
  return join(folder, builds[0]);
}

/** Where screenshots go. */
export const OUTPUT = fileURLToPath(new URL('./output/', import.meta.url));

/** @type {Record<string, string>} */
const MEDIA_TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.gz': 'application/gzip',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** The page's own content security policy; a worker obeys that of its own answer, so every answer carries it. */
const POLICY =
  /Content-Security-Policy" content="([^"]+)"/.exec(
    readFileSync(new URL('../../www/index.html', import.meta.url), 'utf8'),
  )?.[1] ?? '';

/**
 * @typedef {object} ServeOptions
 * @property {string} [folder] What to serve; the built page by default.
 * @property {string} [base] The folder of the address under which it lies, such as `/docs/lab/`.
 * @property {(path: string) => number | undefined} [rate] Bytes a second for a file, given its path
 *   below `base` or the folder of its build; undefined sends it at once.
 * @property {Record<string, string> | ((path: string) => Record<string, string>)} [headers] Sent with every answer, or
 *   with that for a path below `base`.
 * @property {(path: string, response: import('node:http').ServerResponse) => boolean} [fault] Answers, in another
 *   way, what is to go wrong, given the same path; returns whether it did.
 */

/**
 * @typedef {object} Server
 * @property {string} url The address of the page, with `base` and a slash at its end.
 * @property {string} origin
 * @property {{ method: string, path: string, status: number }[]} log Every request, in order.
 * @property {() => Promise<void>} close
 */

/**
 * Serves a folder on a free port of this machine. Two servers are two origins.
 *
 * @param {ServeOptions} [options]
 * @returns {Promise<Server>}
 */
export async function serve({
  folder = DIST,
  base = '/',
  rate = () => undefined,
  headers = {},
  fault = () => false,
} = {}) {
  /** @type {Server['log']} */
  const log = [];

  const server = createServer(async (request, response) => {
    const method = request.method ?? '';
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const answer = (/** @type {number} */ status, /** @type {Record<string, string | number>} */ more) => {
      log.push({ method, path: pathname, status });
      response.writeHead(status, {
        'Cache-Control': 'no-cache',
        'Content-Security-Policy': POLICY,
        ...(typeof headers === 'function' ? headers(pathname.slice(base.length)) : headers),
        ...more,
      });
    };
    const path = pathname.slice(base.length).replace(/^build-\w+\//, '');
    if (fault(path, response)) {
      log.push({ method, path: pathname, status: response.statusCode });
      return;
    }

    const file = pathname.startsWith(base) ? await locate(folder, pathname.slice(base.length)) : undefined;
    if (!file || (method !== 'GET' && method !== 'HEAD')) {
      answer(file ? 405 : 404, { 'Content-Type': 'text/plain' });
      response.end('no such file\n');
      return;
    }
    answer(200, {
      'Content-Length': file.size,
      'Content-Type': MEDIA_TYPES[extname(file.path)] ?? 'application/octet-stream',
    });
    if (method === 'HEAD') {
      response.end();
      return;
    }
    const speed = rate(path);
    try {
      await send(response, file.path, speed);
    } catch {
      // The browser left, or the file changed while it was being sent.
      response.destroy();
    }
  });

  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(undefined));
  });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const origin = `http://127.0.0.1:${port}`;
  return {
    url: origin + base,
    origin,
    log,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * @param {string} folder
 * @param {string} relative
 */
async function locate(folder, relative) {
  try {
    const root = resolve(folder);
    let path = join(root, decodeURIComponent(relative));
    if (path !== root && !path.startsWith(root + sep)) return undefined;
    let about = await stat(path);
    if (about.isDirectory()) {
      path = join(path, 'index.html');
      about = await stat(path);
    }
    return { path, size: about.size };
  } catch {
    return undefined;
  }
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {string} path
 * @param {number | undefined} rate
 */
async function send(response, path, rate) {
  if (rate === undefined) {
    createReadStream(path)
      .on('error', () => response.destroy())
      .pipe(response);
    return;
  }
  // Twenty pieces a second: fine enough for a progress bar to be seen moving.
  const bytes = await readFile(path);
  const piece = Math.max(1, Math.round(rate / 20));
  for (let from = 0; from < bytes.length && !response.destroyed; from += piece) {
    response.write(bytes.subarray(from, from + piece));
    await sleep(50);
  }
  response.end();
}

/**
 * A browser's program: named by a variable, on PATH, or where macOS keeps it.
 *
 * @param {string} variable
 * @param {string[]} programs
 * @param {string[]} applications
 */
export function find(variable, programs, applications) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const onPath = programs.flatMap((program) => folders.map((folder) => join(folder, program)));
  const named = process.env[variable];
  const found = [...(named ? [named] : []), ...onPath, ...applications].find((path) => existsSync(path));
  if (!found) throw new Error(`no ${programs[0]} found; the variable ${variable} can name one`);
  return found;
}

/**
 * The same browser, whose pages have no service worker unless a test asks for it (`serviceWorkers: 'allow'`): one that
 * keeps files would answer in place of a server that is to fail.
 *
 * @param {import('playwright-core').Browser} browser
 */
function withoutServiceWorkers(browser) {
  const [newContext, newPage] = [browser.newContext.bind(browser), browser.newPage.bind(browser)];
  browser.newContext = (options) => newContext({ serviceWorkers: 'block', ...options });
  browser.newPage = (options) => newPage({ serviceWorkers: 'block', ...options });
  return browser;
}

/**
 * Starts Chromium. With `webgpu` it has a software adapter on any machine; without, `navigator.gpu`
 * finds no adapter, which is how the processor's path is tested.
 *
 * @param {{ webgpu?: boolean, args?: string[] }} [options]
 * @returns {Promise<import('playwright-core').Browser>}
 */
export async function chromium({ webgpu = false, args = [] } = {}) {
  const executablePath = find(
    'CHROMIUM',
    ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
    [
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    ],
  );
  const browser = await playwright.launch({
    executablePath,
    args: [
      // Chromium's sandbox refuses to run as root and inside many containers.
      '--no-sandbox',
      // The browser itself calls nobody: what leaves this machine would be the page's doing.
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-domain-reliability',
      '--disable-sync',
      '--no-default-browser-check',
      '--no-first-run',
      '--no-pings',
      ...(webgpu ? ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'] : []),
      ...args,
    ],
  });
  return withoutServiceWorkers(browser);
}

/**
 * Starts Firefox. Playwright drives only a Firefox of its own making, so this is Puppeteer, whose
 * page has much the same methods.
 *
 * @returns {Promise<import('puppeteer-core').Browser>}
 */
export function firefox() {
  return puppeteer.launch({
    browser: 'firefox',
    executablePath: find('FIREFOX', ['firefox-esr', 'firefox'], ['/Applications/Firefox.app/Contents/MacOS/firefox']),
    extraPrefsFirefox: {
      'app.normandy.enabled': false,
      'app.update.disabledForTesting': true,
      'browser.newtabpage.enabled': false,
      'browser.safebrowsing.malware.enabled': false,
      'browser.safebrowsing.phishing.enabled': false,
      'datareporting.policy.dataSubmissionEnabled': false,
      'dom.serviceWorkers.enabled': false,
      'extensions.getAddons.cache.enabled': false,
      'network.captive-portal-service.enabled': false,
      // As it is for everybody: Puppeteer allows pages that are opened from a file to load modules.
      'security.fileuri.strict_origin_policy': true,
      'network.connectivity-service.enabled': false,
      'toolkit.telemetry.enabled': false,
    },
  });
}

/** What the tests of this file share, in the order in which it was opened. @type {{ close(): Promise<unknown> }[]} */
const opened = [];

/**
 * Something that all tests of a file use, such as `await shared(serve())`: closed after the last of them.
 *
 * @template {{ close(): Promise<unknown> }} T
 * @param {T | Promise<T>} opening
 * @returns {Promise<T>}
 */
export async function shared(opening) {
  if (opened.length === 0) after(closeShared);
  try {
    const one = await opening;
    opened.push(one);
    return one;
  } catch (error) {
    // What was opened before would keep this process alive.
    await closeShared();
    throw error;
  }
}

async function closeShared() {
  for (const one of opened.splice(0).reverse()) await one.close();
}

/**
 * The Chromium of a file: closed after its last test, and its pages after each. A page that a failed test left open would
 * train on beside the next one.
 *
 * @param {Parameters<typeof chromium>[0]} [options]
 */
export async function sharedChromium(options) {
  const browser = await shared(chromium(options));
  afterEach(async () => {
    for (const context of browser.contexts()) {
      // A handler may still be asking the server: with the page gone it fails, and that is nobody's fault.
      await context.unrouteAll({ behavior: 'ignoreErrors' });
      for (const page of context.pages()) await page.unrouteAll({ behavior: 'ignoreErrors' });
      await context.close();
    }
  });
  return browser;
}

/** @typedef {import('playwright-core').Page} ChromiumPage */
/** @typedef {import('puppeteer-core').Page} FirefoxPage */

/**
 * Notes, from now on, every address the page and its workers ask for and everything that goes wrong
 * in them. `foreign()` lists the addresses outside the given origins; it should be empty. Firefox's
 * driver says nothing about requests from workers, so ask that question in Chromium.
 *
 * @param {ChromiumPage | FirefoxPage} page
 */
export function watch(page) {
  /** @type {string[]} */
  const requests = [];
  /** @type {string[]} */
  const problems = [];
  // The two drivers agree on these three events; only their types don't know it.
  const events = /** @type {{ on(event: string, listener: (argument: any) => void): void }} */ (page);
  events.on('request', (request) => requests.push(request.url()));
  events.on('pageerror', (error) => problems.push(String(error)));
  events.on('console', (message) => {
    if (['error', 'assert'].includes(message.type())) problems.push(`${message.text()} (${message.location()?.url})`);
  });
  return {
    requests,
    problems,
    foreign: (/** @type {string[]} */ ...origins) =>
      requests.filter((url) => !/^(data|blob|about):/.test(url) && !origins.includes(new URL(url).origin)),
  };
}

/** @type {Promise<string> | undefined} */
let axeSource;

/**
 * What axe finds wrong on the page and in its frames, with every rule on. An empty list is what a
 * test wants; anything else reads well in a failed `deepEqual`.
 *
 * @param {ChromiumPage | FirefoxPage} page
 * @returns {Promise<{ rule: string, impact: string, help: string, nodes: string[] }[]>}
 */
export async function axe(page) {
  // The drivers' methods used here have the same form, which their types can't say.
  const either = /** @type {ChromiumPage} */ (page);
  axeSource ??= readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const source = await axeSource;
  for (const frame of either.frames()) await frame.evaluate(source);
  return either.evaluate(async () => {
    /** @type {typeof import('axe-core')} */
    const { run } = /** @type {any} */ (globalThis).axe;
    const { violations } = await run(document, { resultTypes: ['violations'] });
    return violations.map(({ id, impact, help, nodes }) => ({
      rule: id,
      impact: String(impact),
      help,
      nodes: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary}`),
    }));
  });
}

/**
 * Keeps a picture of the whole page in tests/web/output, to be looked at.
 *
 * @param {ChromiumPage | FirefoxPage} page
 * @param {string} name
 * @param {boolean} [fullPage] Otherwise of what is on the screen.
 */
export async function screenshot(page, name, fullPage = true) {
  await mkdir(OUTPUT, { recursive: true });
  /** @type {`${string}.png`} */
  const path = `${OUTPUT}${name}.png`;
  await page.screenshot({ path, fullPage });
}

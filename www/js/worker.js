// The script of every worker: hands messages to the wasm, and says so when the wasm can't go on.
//
// `?kind=cpu|gpu` chooses the artefact, `?count=1` counts GPU dispatches. The wasm posts its own Events; this file posts
// only `failed` where the wasm no longer can, `alive` and `pong` for liveness.js, and `loaded` once the wasm is there.

const options = new URL(self.location.href).searchParams;
const kind = options.get('kind') === 'gpu' ? 'gpu' : 'cpu';

/**
 * Messages that came before the wasm stood.
 * @type {unknown[] | null}
 */
let early = [];

/** @type {(message: unknown) => unknown} */
let command = (message) => early?.push(message);

self.addEventListener('message', ({ data }) => {
  if (data?.type === 'ping') {
    self.postMessage({ type: 'pong' });
  } else {
    command(data);
  }
});

self.addEventListener('error', (event) => {
  event.preventDefault();
  fail(event.error ?? event.message);
});
self.addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  fail(event.reason);
});

/**
 * How browsers call it when memory runs out. A panic says what it is before the wasm ends; what ends without a word
 * ("unreachable") is Rust's allocator, which got nothing.
 */
const NO_MEMORY = /unreachable|out of (memory|bounds)|allocat|stack size|too much recursion|Memory\.grow/i;

/**
 * A fatal `failed`: the page replaces this worker.
 *
 * @param {unknown} cause
 */
function fail(cause) {
  const detail = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  if (NO_MEMORY.test(detail)) {
    end('worker_no_memory', {
      en: `The training program stopped, probably because its memory did not suffice (${detail}). A smaller network or batch needs less.`,
      zh: `训练程序已停止，很可能是内存不足（${detail}）。换用更小的网络或批量，所需内存会更少。`,
    });
  } else if (early) {
    end('worker_not_loaded', {
      en: `The training program could not be loaded (${detail}).`,
      zh: `无法加载训练程序（${detail}）。`,
    });
  } else {
    end('worker_stopped', {
      en: `The training program stopped unexpectedly (${detail}).`,
      zh: `训练程序意外停止（${detail}）。`,
    });
  }
}

/** @param {string} code @param {import('./protocol.js').Text} text */
function end(code, text) {
  const errors = [{ key: 'worker', code, text }];
  self.postMessage({ type: 'failed', session: 0, id: null, fatal: true, errors });
}

/**
 * Holds a lock as long as this worker lives: whoever gets it next knows that the worker is gone. `null` where the
 * browser has no locks for this page.
 *
 * @returns {Promise<string | null>}
 */
function holdLock() {
  const name = `downhill-worker-${Date.now()}-${Math.random()}`;
  return new Promise((resolve) => {
    if (!navigator.locks) return resolve(null);
    navigator.locks
      .request(name, () => {
        resolve(name);
        return new Promise(() => {});
      })
      .catch(() => resolve(null));
  });
}

/** Counts the dispatches that the wasm makes, for tests and measurements; the wasm reports them. */
function countDispatches() {
  const scope = /** @type {typeof self & { downhillDispatches?: number }} */ (self);
  scope.downhillDispatches = 0;
  const prototype = self.GPUComputePassEncoder?.prototype;
  if (!prototype) return;
  for (const name of /** @type {const} */ (['dispatchWorkgroups', 'dispatchWorkgroupsIndirect'])) {
    const original = /** @type {(...args: unknown[]) => void} */ (prototype[name]);
    /** @type {any} */ (prototype)[name] = function (/** @type {unknown[]} */ ...args) {
      scope.downhillDispatches = (scope.downhillDispatches ?? 0) + 1;
      return original.apply(this, args);
    };
  }
}

/** @param {string} file */
const artefact = (file) => new URL(`../${file}`, import.meta.url);

async function start() {
  if (options.has('count')) countDispatches();
  // Both at once: the wasm is most of the way to the first loss.
  const program = fetch(artefact(`worker_${kind}_bg.wasm`));
  // Told by whoever awaits it.
  program.catch(() => {});
  const wasm = await import(artefact(`worker_${kind}.js`).href);
  await wasm.default({ module_or_path: program });
  self.postMessage({ type: 'loaded' });
  command = wasm.command;
  const waiting = early ?? [];
  early = null;
  for (const message of waiting) command(message);
}

holdLock().then((lock) => self.postMessage({ type: 'alive', lock }));
start().catch(fail);

// What a figure and the page around it say to each other, and nothing else: the one definition, from which the reader of
// both sides, the declarations (www/embed.d.ts) and the table in the README follow (tests/web/embed-docs.js).
//
// A message is a plain object with `downhill`, the version; `type`; and the fields of its type. Unknown fields are left
// out, so that a later version may add some; everything else has to be as it is declared here.

/** The version of this protocol. A message of another one is answered with `other_version`. */
export const PROTOCOL = 1;

/** Longest link in characters, as in src/bounds.rs: one with weights. */
const LINK = (1 << 14) + (1 << 20);

/**
 * What a field may be.
 * @typedef {{ kind: 'word', of: string[] } | { kind: 'text', most: number } | { kind: 'whole', least: number, most: number }
 *   | { kind: 'number' } | { kind: 'flag' } | { kind: 'numbers', most: number } | { kind: 'texts', most: number }} Kind
 */

/** @typedef {Kind & { optional?: true, nullable?: true }} Field `optional`: may be left out. `nullable`: may be `null`. */

/** @typedef {Record<string, Record<string, Field>>} Table The fields of each type. */

/** @type {Field} */
const STEPS = { kind: 'whole', least: 0, most: Number.MAX_SAFE_INTEGER };

/** @type {Field} A number that may not have been measured. */
const MEASURED = { kind: 'number', nullable: true };

/** From the page to the figure. @type {Table} */
export const TO_FIGURE = {
  'set-theme': { theme: { kind: 'word', of: ['light', 'dark', 'auto'] } },
  'set-language': { language: { kind: 'word', of: ['en', 'zh'] } },
  'set-recipe': { link: { kind: 'text', most: LINK } },
  run: {},
  pause: {},
  step: { count: { kind: 'whole', least: 1, most: 1000, optional: true } },
  rewind: {},
};

/** From the figure to the page. @type {Table} */
export const FROM_FIGURE = {
  ready: { revealed: { kind: 'flag' } },
  resized: { height: { kind: 'whole', least: 0, most: 100_000 } },
  phase: { phase: { kind: 'word', of: ['poster', 'loading', 'paused', 'running', 'resting', 'finished', 'failed'] } },
  report: {
    step: STEPS,
    epoch: { kind: 'number' },
    trainLoss: MEASURED,
    validationLoss: MEASURED,
    accuracy: MEASURED,
    stepsPerSecond: { kind: 'number' },
  },
  recipe: { link: { kind: 'text', most: LINK }, tuned: { kind: 'flag' } },
  predicted: {
    outputs: { kind: 'numbers', most: 10_000 },
    probabilities: { kind: 'numbers', most: 10_000 },
    names: { kind: 'texts', most: 10_000 },
  },
  failed: {
    code: { kind: 'text', most: 100 },
    en: { kind: 'text', most: 10_000 },
    zh: { kind: 'text', most: 10_000 },
  },
};

/** Longest text in a list of texts, in characters. */
const NAME = 200;

/** @param {unknown} value @param {number} most @returns {value is string} */
const isText = (value, most) => typeof value === 'string' && value.length <= most;

/** @param {unknown} value @param {number} most @returns {value is unknown[]} */
const isList = (value, most) => Array.isArray(value) && value.length <= most;

/**
 * Whether a value is as a field is declared.
 * @param {Field} field
 * @param {unknown} value
 */
function fits(field, value) {
  if (value === undefined) return field.optional === true;
  if (value === null) return field.nullable === true;
  switch (field.kind) {
    case 'word':
      return typeof value === 'string' && field.of.includes(value);
    case 'text':
      return isText(value, field.most);
    case 'whole':
      return Number.isSafeInteger(value) && Number(value) >= field.least && Number(value) <= field.most;
    case 'number':
      return Number.isFinite(value);
    case 'flag':
      return typeof value === 'boolean';
    case 'numbers':
      return isList(value, field.most) && value.every(Number.isFinite);
    case 'texts':
      return isList(value, field.most) && value.every((one) => isText(one, NAME));
  }
}

/**
 * @typedef {{ type: string, [field: string]: any }} Message
 * @typedef {'other_version' | 'unknown_message' | 'bad_field'} Fault Why a message is not one.
 */

/**
 * Reads what came by postMessage.
 * @param {Table} table Of the side that reads: `TO_FIGURE` or `FROM_FIGURE`.
 * @param {unknown} data
 * @returns {{ message: Message } | { fault: Fault, about: string } | null} `null`: it is nobody's of this protocol.
 */
export function read(table, data) {
  if (typeof data !== 'object' || data === null || Array.isArray(data) || !Object.hasOwn(data, 'downhill')) return null;
  const { downhill, type } = /** @type {{ downhill: unknown, type: unknown }} */ (data);
  if (downhill !== PROTOCOL) return { fault: 'other_version', about: String(PROTOCOL) };
  if (typeof type !== 'string' || !Object.hasOwn(table, type)) {
    // What goes the other way came back: somebody repeats all that he hears.
    const back = typeof type === 'string' && (Object.hasOwn(TO_FIGURE, type) || Object.hasOwn(FROM_FIGURE, type));
    return back ? null : { fault: 'unknown_message', about: typeof type === 'string' ? type.slice(0, 60) : '' };
  }
  /** @type {Message} */
  const message = { type };
  for (const [name, field] of Object.entries(table[type])) {
    const value = Object.hasOwn(data, name) ? /** @type {Record<string, unknown>} */ (data)[name] : undefined;
    if (!fits(field, value)) return { fault: 'bad_field', about: `${type}.${name}` };
    if (value !== undefined) message[name] = value;
  }
  return { message };
}

/** Messages a second that are heard. */
const MOST = 100;

/** Counts messages, so that a flood is cut off. */
export class Flood {
  #second = Number.NEGATIVE_INFINITY;
  #count = 0;

  /**
   * @param {number} now In milliseconds.
   * @returns {'heard' | 'first' | 'over'} `first`: the first of this second that is too much.
   */
  take(now) {
    if (now - this.#second >= 1000) {
      this.#second = now;
      this.#count = 0;
    }
    this.#count += 1;
    if (this.#count <= MOST) return 'heard';
    return this.#count === MOST + 1 ? 'first' : 'over';
  }
}

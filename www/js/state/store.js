// What the page knows. Views subscribe to topics and are called once a frame, however much happened in between.

/** @typedef {import('../protocol.js').Catalog} Catalog */
/** @typedef {import('../protocol.js').Opened} Opened */
/** @typedef {import('../protocol.js').Recipe} Recipe */
/** @typedef {import('../protocol.js').Report} Report */
/** @typedef {import('../protocol.js').Text} Text */
/** @typedef {import('../protocol.js').Error} Problem */
/** @typedef {import('../protocol.js').Symptom} Symptom */

/**
 * @typedef {'lang' | 'theme' | 'catalog' | 'opened' | 'recipe' | 'report' | 'running' | 'device' | 'notices'
 *   | 'symptoms' | 'downloads' | 'view' | 'link' | 'changes' | 'said' | 'walked' | 'asked' | 'lit'} Topic
 */

/**
 * A message to the person: what happened, and what can be done about it.
 * @typedef {object} Notice
 * @property {string} id Two of the same id are one.
 * @property {'error' | 'warning' | 'note'} level
 * @property {Text} text
 * @property {{ label: import('./texts.js').Key, run: () => void }[]} [actions]
 */

/**
 * A data file that is on its way, or is tried again after a while.
 * @typedef {object} Download
 * @property {number} received Bytes.
 * @property {number | null} total Bytes, where the server says.
 * @property {{ text: Text, again: number } | null} failure Why it did not come, and when it is tried again, on the
 *   clock of `performance.now()`.
 */

/** Milliseconds of one frame that views may take. */
const SLICE = 10;

/** A number that was measured before so many reports is of another time. */
const RECENT = 5;

export class Store {
  /** @type {Catalog | null} */ catalog = null;
  /** The experiment that stands. @type {Opened | null} */ opened = null;
  /** The Recipe as the controls show it; it may be ahead of `opened`. @type {Recipe | null} */ draft = null;
  /** What is wrong with the draft. @type {Problem[]} */ problems = [];
  /** Numbers as they were typed, until they are accepted. @type {Map<string, string>} */ typed = new Map();
  /** What is wrong with a typed number. @type {Map<string, Text>} */ mistyped = new Map();
  /** The newest. @type {Report | null} */ report = null;
  /** Counts beginnings: what was told before the last one is of another run. */ run = 0;
  /** What the person wants. */ running = false;
  /** Whether an experiment is being opened. */ opening = true;
  /** @type {{ device: string, adapter: { name: string, software: boolean } | null, reason: Text } | null} */
  device = null;
  /** By file. @type {Map<string, Download>} */ downloads = new Map();
  /** Data files that were asked for in this visit. @type {Set<string>} */ files = new Set();
  /** @type {Notice[]} */ notices = [];
  /** What goes wrong in training. @type {Symptom[]} */ symptoms = [];
  /** Ids of symptoms that the person does not want to see. @type {Set<string>} */ hidden = new Set();
  /** What the page itself adds to the link, without the prefix `view.`. @type {Map<string, string>} */ view =
    new Map();
  /** The experiment's part of the link. */ link = '';
  /** Nothing works any more. */ dead = false;
  /** Position of the layer whose step of a calculation is being read. @type {number | null} */ walked = null;
  /** What the network is asked about. @type {import('../protocol.js').Input | null} */ asked = null;
  /** The sample that lights up in all panels, by its number. @type {number | null} */ lit = null;
  /** What was done last, for those who don't see it. @type {Text | null} */ said = null;

  /** @type {Set<{ topics: Set<Topic>, run: () => void }>} */ #readers = new Set();
  /** @type {Set<Topic>} */ #touched = new Set();
  /** Who is still to be called. @type {Set<{ topics: Set<Topic>, run: () => void }>} */ #due = new Set();
  #asked = false;

  /**
   * Calls `run` now, and in the next frame after any of `topics` changed.
   * @param {Topic[]} topics
   * @param {() => void} run
   * @returns {() => void} Ends it.
   */
  on(topics, run) {
    const reader = { topics: new Set(topics), run };
    this.#readers.add(reader);
    run();
    return () => this.#readers.delete(reader);
  }

  /** @param {...Topic} topics */
  touch(...topics) {
    for (const topic of topics) this.#touched.add(topic);
    this.#ask();
  }

  #tell() {
    const touched = [...this.#touched];
    this.#touched.clear();
    for (const reader of this.#readers) {
      if (touched.some((topic) => reader.topics.has(topic))) this.#due.add(reader);
    }
    // What does not fit into this frame is shown in the next: the page answers to the person in between.
    const end = performance.now() + SLICE;
    for (const reader of this.#due) {
      this.#due.delete(reader);
      try {
        if (this.#readers.has(reader)) reader.run();
      } catch (error) {
        // One view that can't be shown must not take the others along.
        reportError(error);
      }
      if (performance.now() > end) break;
    }
    if (this.#due.size > 0) this.#ask();
  }

  #ask() {
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => {
      this.#asked = false;
      this.#tell();
    });
  }

  /** Where the experiment stood when it was opened or begun anew. */
  #start = { step: 0, epoch: 0 };
  /** Steps of the newest reports. @type {number[]} */ #recent = [];
  /** Reports are of what is no more, until that of the start comes. */ #rewinding = false;

  /** Steps taken. */
  get step() {
    return this.report?.step ?? this.#start.step;
  }

  /** Whether what the worker tells is still of what was thrown away. */
  get rewinding() {
    return this.#rewinding;
  }

  /** Passes through the data. */
  get epoch() {
    return this.report?.epoch ?? this.#start.epoch;
  }

  /** Whether a number of that step is older than the last few reports. @param {number} step */
  isOld(step) {
    return step < (this.#recent[0] ?? this.step);
  }

  /** The experiment stands, as far along as it says. @param {Opened} opened */
  begin({ step, epoch }) {
    this.#restart({ step, epoch });
    this.#rewinding = false;
  }

  /** Back to the start. */
  rewind() {
    this.#restart({ step: 0, epoch: 0 });
    this.#rewinding = true;
  }

  /** @param {{ step: number, epoch: number }} start */
  #restart(start) {
    this.#start = start;
    this.#recent = [];
    this.report = null;
    this.run += 1;
    this.touch('report');
  }

  /** @param {Report} report */
  keep(report) {
    // What was on its way when the training began anew is of the one before.
    if (this.#rewinding && report.step > 0) return;
    this.#rewinding = false;
    const { report: last } = this;
    if (last && report.step !== last.step && this.notices.some(({ id }) => id === 'finished')) this.dismiss('finished');
    this.report = {
      ...report,
      steps_per_second: report.steps_per_second || (last?.steps_per_second ?? 0),
    };
    this.#recent = [...this.#recent.filter((step) => step <= report.step), report.step].slice(-RECENT);
    this.touch('report');
  }

  /** Drops what was typed into controls that are there no more. @param {string} [prefix] Of their keys. */
  untype(prefix = '') {
    for (const typed of [this.typed, this.mistyped]) {
      for (const key of typed.keys()) if (key.startsWith(prefix)) typed.delete(key);
    }
  }

  /** @param {Notice} notice */
  notify(notice) {
    this.notices = [...this.notices.filter((other) => other.id !== notice.id), notice];
    this.touch('notices');
  }

  /** @param {Text} words */
  announce(words) {
    this.said = words;
    this.touch('said');
  }

  /** @param {...string} ids */
  dismiss(...ids) {
    this.notices = this.notices.filter(({ id }) => !ids.includes(id));
    this.touch('notices');
  }
}

// What a person asked of a session that a new worker can't know: told again after the old one was replaced.

/** @typedef {import('../protocol.js').Command} Command */
/** @typedef {import('../protocol.js').Recipe} Recipe */
/** @typedef {import('./worker-link.js').Opened} Opened */
/** @typedef {import('./worker-link.js').Unaddressed<Command>} Wish */

export class Wishes {
  /** @type {Wish | null} */
  #watch = null;
  /** @type {Wish | null} */
  #predict = null;
  /**
   * The step to stop at, where training was asked for: infinite where it has no end.
   * @type {number | null}
   */
  #trainTo = null;
  /**
   * The newest value of everything tuned: told again, it changes nothing where the Checkpoint has it already.
   * @type {Map<string, number>}
   */
  #tunes = new Map();

  /**
   * @param {Wish} command
   * @param {number} step The steps taken when it was asked.
   */
  note(command, step) {
    switch (command.type) {
      case 'watch':
        this.#watch = command;
        break;
      case 'predict':
        this.#predict = command.input ? command : null;
        break;
      case 'train':
        this.#trainTo = command.steps === null ? Infinity : step + command.steps;
        break;
      case 'pause':
        this.#trainTo = null;
        break;
      case 'tune':
        this.#tunes.set(command.key, command.value);
        break;
    }
  }

  /** Training ended by itself. */
  finished() {
    this.#trainTo = null;
  }

  /**
   * The commands that bring a session which stands as `opened` says to where the person wants it.
   *
   * @param {Opened} opened
   * @returns {Wish[]}
   */
  after(opened) {
    /** @type {Wish[]} */
    const commands = [];
    for (const [key, value] of this.#tunes) {
      if (tuned(opened.recipe, key) !== value) commands.push({ type: 'tune', key, value });
    }
    if (this.#watch) commands.push(this.#watch);
    if (this.#predict) commands.push(this.#predict);
    if (this.#trainTo !== null && this.#trainTo > opened.step) {
      const steps = this.#trainTo === Infinity ? null : this.#trainTo - opened.step;
      commands.push({ type: 'train', steps });
    }
    return commands;
  }
}

/**
 * The value that a Recipe has under a key such as `batch` or `optimizer.rate`.
 *
 * @param {Recipe} recipe
 * @param {string} key
 */
function tuned(recipe, key) {
  const [part, param] = key.split('.');
  const entry = /** @type {Record<string, any>} */ (recipe)[part];
  return param ? entry?.params?.[param] : entry;
}

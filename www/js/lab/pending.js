// What a person asked of a session that a new worker can't know: told again after the old one was replaced.

/** @typedef {import('../protocol.js').Command} Command */
/** @typedef {import('./connection.js').Opened} Opened */
/** @typedef {import('./connection.js').Unaddressed<Command>} Unsent */

export class PendingCommands {
  /** @type {Unsent | null} */
  #watch = null;
  /** @type {Unsent | null} */
  #predict = null;
  /** @type {Unsent | null} */
  #write = null;
  /**
   * The step to stop at, where training was asked for: infinite where it has no end.
   * @type {number | null}
   */
  #trainTo = null;
  /** At how many steps a second at most. @type {number | undefined} */ #pace;
  /**
   * The newest value of everything tuned: told again, it changes nothing where the Checkpoint has it already.
   * @type {Map<string, import('../protocol.js').Value>}
   */
  #tunes = new Map();

  /**
   * @param {Unsent} command
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
      case 'write':
        this.#write = command.count > 0 ? command : null;
        break;
      case 'train':
        this.#trainTo = command.steps === null ? Infinity : step + command.steps;
        this.#pace = command.pace;
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

  /** Forgets whatever may have kept a worker busy without end; what is on screen stays. */
  forget() {
    this.#predict = null;
    this.#write = null;
    this.#trainTo = null;
    this.#tunes.clear();
  }

  /**
   * The commands that bring a session which stands as `opened` says to where the person wants it.
   *
   * @param {Opened} opened
   * @returns {Unsent[]}
   */
  after(opened) {
    /** @type {Unsent[]} */
    const commands = [];
    for (const [key, value] of this.#tunes) commands.push({ type: 'tune', key, value });
    for (const command of [this.#watch, this.#predict, this.#write]) if (command) commands.push(command);
    if (this.#trainTo !== null && this.#trainTo > opened.step) {
      const steps = this.#trainTo === Infinity ? null : this.#trainTo - opened.step;
      commands.push({ type: 'train', steps, ...(this.#pace && { pace: this.#pace }) });
    }
    return commands;
  }
}

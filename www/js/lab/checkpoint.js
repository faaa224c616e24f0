// Where a new worker goes on: from the newest Checkpoint, or from the experiment's start as long as there is none.

/** @typedef {import('./connection.js').Start} Start */

export class LastCheckpoint {
  /** @type {Start} */
  #start = {};
  /** @type {Uint8Array | null} */
  #saved = null;
  /** The step of the newest Checkpoint. */
  #step = 0;
  /** The step of the newest Checkpoint when `gotFurther` was asked last. */
  #askedAt = 0;
  #rewinding = false;

  /** Another experiment stands. @param {Start} start */
  begin(start) {
    this.#rewinding = false;
    this.#askedAt = 0;
    this.#step = 0;
    this.moved(start);
  }

  /** The session stands on another worker, where it was opened with this. @param {Start} start */
  moved(start) {
    this.#start = start;
    this.#saved = null;
  }

  /** @param {{ step: number, checkpoint: Uint8Array }} saved */
  save({ step, checkpoint }) {
    // One that was made before a rewind would bring back what the rewind discards.
    if (this.#rewinding) return;
    this.#saved = checkpoint;
    this.#step = step;
  }

  /** The session was told to rewind: until `rewound`, no Checkpoint is of what will stand. */
  rewind() {
    this.#rewinding = true;
  }

  /** The session was rewound. @param {Uint8Array} checkpoint It as it stands since. */
  rewound(checkpoint) {
    this.#saved = checkpoint;
    this.#step = 0;
    this.#askedAt = 0;
    this.#rewinding = false;
  }

  get rewinding() {
    return this.#rewinding;
  }

  /** The newest Checkpoint, where it is of what stands. @returns {Uint8Array | null} */
  get newest() {
    return this.#rewinding ? null : this.#saved;
  }

  /** What a new worker opens. @returns {Start} */
  get start() {
    return this.#saved ? this.at(this.#saved) : this.#start;
  }

  /** What another worker opens to go on from a Checkpoint of this session. @param {Uint8Array} checkpoint @returns {Start} */
  at(checkpoint) {
    return { checkpoint, data: this.#start.data ?? null };
  }

  /** Whether training got further, as far as Checkpoints tell, since this was asked last. */
  gotFurther() {
    const further = this.#step > this.#askedAt;
    this.#askedAt = this.#step;
    return further;
  }
}

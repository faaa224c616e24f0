// Generated from www/js/embed/protocol.js by tests/web/unit/embed.test.js; do not edit.

/** Version of the protocol between a figure and the page around it. */
export type Protocol = 1;

/** What a page may ask of a figure: the fields of each message, by its type. */
export interface ToFigure {
  /** Shows the figure light, dark, or as the browser prefers. */
  'set-theme': {
    /** Which. */
    theme: 'light' | 'dark' | 'auto';
  };
  /** Shows the figure in English or Simplified Chinese. */
  'set-language': {
    /** Which. */
    language: 'en' | 'zh';
  };
  /** Opens another experiment. It trains at once where the link says `run=1`. */
  'set-recipe': {
    /** A link of Downhill, or its part after `#`. */
    link: string;
  };
  /** Trains; loads the figure where only its poster is shown. */
  run: Record<never, never>;
  /** Pauses. */
  pause: Record<never, never>;
  /** Takes steps, paused; loads the figure where only its poster is shown. */
  step: {
    /** How many; 1 where it is left out. */
    count?: number;
  };
  /** Goes back to the same start. */
  rewind: Record<never, never>;
}

/** What a figure tells: the fields of each message, and the detail of each event of the element. */
export interface FromFigure {
  /** The frame listens from now on. */
  ready: {
    /** Whether it loads the figure without being asked. */
    revealed: boolean;
  };
  /** The content of the frame has another height. The element follows it unless `height` or `aspect-ratio` is set. */
  resized: {
    /** In CSS pixels. */
    height: number;
  };
  /** What the figure does now. */
  phase: {
    /** `resting`: it would train, but nobody sees it. `finished`: it stopped by itself, as its Recipe says. */
    phase: 'poster' | 'loading' | 'paused' | 'running' | 'resting' | 'finished' | 'failed';
  };
  /** Numbers from training, at most ten a second, and after every single step. */
  report: {
    /** Steps taken. */
    step: number;
    /** Passes through the data, with the part of the one under way. */
    epoch: number;
    /** Mean loss of the batches since the last report; `null` where it is no number. */
    trainLoss: number | null;
    /** On samples that are never trained on, where it was measured since the last report. */
    validationLoss: number | null;
    /** Share of these samples that are classified right, where there are classes. */
    accuracy: number | null;
    /** Since the last report. */
    stepsPerSecond: number;
  };
  /** Another experiment stands, or one of its values was changed. */
  recipe: {
    /** The experiment as a link: the part after `#`. */
    link: string;
    /** Whether something was changed after the first step, which a link can’t replay. */
    tuned: boolean;
  };
  /** What the network makes of what the reader drew or entered. */
  predicted: {
    /** The outputs as they come: logits, or values. */
    outputs: number[];
    /** Of each class; empty where there are none. */
    probabilities: number[];
    /** Of the outputs, in the language of the figure. */
    names: string[];
  };
  /** Something can’t be done: a message, an experiment, or the figure itself. */
  failed: {
    /** A stable word, such as `bad_field`. */
    code: string;
    /** What happened and what helps, in English. */
    en: string;
    /** The same in Chinese. */
    zh: string;
  };
}

/** A message to a figure, as it is posted to its frame. */
export type MessageToFigure = {
  [T in keyof ToFigure]: { downhill: Protocol; type: T } & ToFigure[T];
}[keyof ToFigure];

/** A message from a figure, as it comes from its frame. */
export type MessageFromFigure = {
  [T in keyof FromFigure]: { downhill: Protocol; type: T } & FromFigure[T];
}[keyof FromFigure];

/** The element `<downhill-lab>`. */
export interface DownhillLab extends HTMLElement {
  /** What the figure does, as told last. */
  readonly phase: FromFigure['phase']['phase'];
  /** The experiment as it stands, as told last: the part of a link after `#`. */
  readonly link: string;
  /** The newest numbers. */
  readonly report: FromFigure['report'] | null;
  /** Trains; loads the figure where only its poster is shown. */
  run(): void;
  /** Pauses. */
  pause(): void;
  /** Takes steps, paused; loads the figure where only its poster is shown. */
  step(count?: number): void;
  /** Goes back to the same start. */
  rewind(): void;
  /** Opens another experiment. It trains at once where the link says `run=1`. */
  setRecipe(link: string): void;
  addEventListener<T extends keyof FromFigure>(
    type: T,
    listener: (event: CustomEvent<FromFigure[T]>) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<T extends keyof HTMLElementEventMap>(
    type: T,
    listener: (event: HTMLElementEventMap[T]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'downhill-lab': DownhillLab;
  }
}

// Writes what authors read of a figure's protocol, from its one definition (www/js/embed/protocol.js): the TypeScript
// declarations and the tables in the README. A message or a field without a sentence here fails.

import { FROM_FIGURE, PROTOCOL, TO_FIGURE } from '../../www/js/embed/protocol.js';

/** @typedef {import('../../www/js/embed/protocol.js').Field} Field */
/** @typedef {import('../../www/js/embed/protocol.js').Table} Table */

/** @type {Record<string, string>} */
const ABOUT = {
  'set-theme': 'Shows the figure light, dark, or as the browser prefers.',
  'set-theme.theme': 'Which.',
  'set-language': 'Shows the figure in English or Simplified Chinese.',
  'set-language.language': 'Which.',
  'set-recipe': 'Opens another experiment. It trains at once where the link says `run=1`.',
  'set-recipe.link': 'A link of Downhill, or its part after `#`.',
  run: 'Trains; loads the figure where only its poster is shown.',
  pause: 'Pauses.',
  step: 'Takes steps, paused; loads the figure where only its poster is shown.',
  'step.count': 'How many; 1 where it is left out.',
  rewind: 'Goes back to the same start.',
  ready: 'The frame listens from now on.',
  'ready.revealed': 'Whether it loads the figure without being asked.',
  resized:
    'The content of the frame has another height. The element follows it unless `height` or `aspect-ratio` is set.',
  'resized.height': 'In CSS pixels.',
  phase: 'What the figure does now.',
  'phase.phase': '`resting`: it would train, but nobody sees it. `finished`: it stopped by itself, as its Recipe says.',
  report: 'Numbers from training, at most ten a second, and after every single step.',
  'report.step': 'Steps taken.',
  'report.epoch': 'Passes through the data, with the part of the one under way.',
  'report.trainLoss': 'Mean loss of the batches since the last report; `null` where it is no number.',
  'report.validationLoss': 'On samples that are never trained on, where it was measured since the last report.',
  'report.accuracy': 'Share of these samples that are classified right, where there are classes.',
  'report.stepsPerSecond': 'Since the last report.',
  recipe: 'Another experiment stands, or one of its values was changed.',
  'recipe.link': 'The experiment as a link: the part after `#`.',
  'recipe.tuned': 'Whether something was changed after the first step, which a link can’t replay.',
  predicted: 'What the network makes of what the reader drew or entered.',
  'predicted.outputs': 'The outputs as they come: logits, or values.',
  'predicted.probabilities': 'Of each class; empty where there are none.',
  'predicted.names': 'Of the outputs, in the language of the figure.',
  failed: 'Something can’t be done: a message, an experiment, or the figure itself.',
  'failed.code': 'A stable word, such as `bad_field`.',
  'failed.en': 'What happened and what helps, in English.',
  'failed.zh': 'The same in Chinese.',
};

/** @param {string} key */
function about(key) {
  const words = ABOUT[key];
  if (!words) throw new Error(`embed-docs.js says nothing about ${key}`);
  return words;
}

/** @param {Field} field */
function typeOf(field) {
  const types = {
    word: () => (field.kind === 'word' ? field.of.map((word) => `'${word}'`).join(' | ') : ''),
    text: () => 'string',
    whole: () => 'number',
    number: () => 'number',
    flag: () => 'boolean',
    numbers: () => 'number[]',
    texts: () => 'string[]',
  };
  return `${types[field.kind]()}${field.nullable ? ' | null' : ''}`;
}

/** @param {Field} field */
function boundsOf(field) {
  if (field.kind === 'whole' && field.most < Number.MAX_SAFE_INTEGER) return `, ${field.least} to ${field.most}`;
  return '';
}

/** @param {string} name @param {string} words @param {Table} table */
function interfaceOf(name, words, table) {
  const members = Object.entries(table).map(([type, fields]) => {
    const lines = Object.entries(fields).map(
      ([field, kind]) =>
        `    /** ${about(`${type}.${field}`)} */\n    ${field}${kind.optional ? '?' : ''}: ${typeOf(kind)};\n`,
    );
    const body = lines.length > 0 ? `{\n${lines.join('')}  }` : 'Record<never, never>';
    return `  /** ${about(type)} */\n  ${/-/.test(type) ? `'${type}'` : type}: ${body};\n`;
  });
  return `/** ${words} */\nexport interface ${name} {\n${members.join('')}}\n`;
}

/** The text of www/embed.d.ts. */
export function declarations() {
  return `// Generated from www/js/embed/protocol.js by tests/web/unit/embed.test.js; do not edit.

/** Version of the protocol between a figure and the page around it. */
export type Protocol = ${PROTOCOL};

${interfaceOf('ToFigure', 'What a page may ask of a figure: the fields of each message, by its type.', TO_FIGURE)}
${interfaceOf('FromFigure', 'What a figure tells: the fields of each message, and the detail of each event of the element.', FROM_FIGURE)}
/** A message to a figure, as it is posted to its frame. */
export type MessageToFigure = {
  [T in keyof ToFigure]: { downhill: Protocol; type: T } & ToFigure[T];
}[keyof ToFigure];

/** A message from a figure, as it comes from its frame. */
export type MessageFromFigure = {
  [T in keyof FromFigure]: { downhill: Protocol; type: T } & FromFigure[T];
}[keyof FromFigure];

/** The element \`<downhill-lab>\`. */
export interface DownhillLab extends HTMLElement {
  /** What the figure does, as told last. */
  readonly phase: FromFigure['phase']['phase'];
  /** The experiment as it stands, as told last: the part of a link after \`#\`. */
  readonly link: string;
  /** The newest numbers. */
  readonly report: FromFigure['report'] | null;
  /** ${about('run')} */
  run(): void;
  /** ${about('pause')} */
  pause(): void;
  /** ${about('step')} */
  step(count?: number): void;
  /** ${about('rewind')} */
  rewind(): void;
  /** ${about('set-recipe')} */
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
`;
}

/** @param {string} head @param {Table} table */
function tableOf(head, table) {
  const rows = Object.entries(table).map(([type, fields]) => {
    const list = Object.entries(fields).map(
      ([name, field]) =>
        `\`${name}\` (${typeOf(field).replaceAll("'", '').replaceAll(' | ', ', ')}${boundsOf(field)}${field.optional ? ', may be left out' : ''}): ${about(`${type}.${name}`)}`,
    );
    return `| \`${type}\` | ${about(type)} ${list.join(' ')} |`.replace(/ +\|$/, ' |');
  });
  return [`| ${head} | |`, '|---|---|', ...rows].join('\n');
}

/** The tables of the README, between their two marks. */
export const tables = () => `${tableOf('to the figure', TO_FIGURE)}\n\n${tableOf('from the figure', FROM_FIGURE)}`;

// Small pictures in buttons. The words beside them or their names say the same.

import { html, svg } from './lit.js';

const PATHS = /** @type {const} */ ({
  play: 'M7 4.500v15l13-7.500z',
  pause: 'M6 5h4.500v14H6zM13.500 5H18v14h-4.500z',
  step: 'M5 5v14l9-7zM16 5h3v14h-3z',
  rewind: 'M12 5a7.500 7.500 0 1 1-7.200 5.400l1.900.6A5.500 5.500 0 1 0 12 7v3.500L6.500 6 12 1.500z',
  dice: 'M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zm3 3.500A1.500 1.500 0 1 0 8 9.500 1.500 1.500 0 0 0 8 6.500zm8 8a1.500 1.500 0 1 0 0 3 1.500 1.500 0 0 0 0-3zm-4-4a1.500 1.500 0 1 0 0 3 1.500 1.500 0 0 0 0-3z',
  link: 'M10.600 13.400a1 1 0 0 1 0-1.400l4-4a3 3 0 1 1 4.200 4.200l-2.300 2.300a1 1 0 0 0 1.400 1.400l2.300-2.300a5 5 0 0 0-7-7l-4 4a3 3 0 0 0 0 4.200 1 1 0 0 0 1.400-1.400zm2.800-2.800a1 1 0 0 1 0 1.400l-4 4a3 3 0 1 1-4.200-4.200l2.300-2.300a1 1 0 0 0-1.400-1.400l-2.300 2.300a5 5 0 0 0 7 7l4-4a3 3 0 0 0 0-4.200 1 1 0 0 0-1.400 1.400z',
  embed:
    'M8.500 6 2.500 12l6 6L10 16.500 5.500 12 10 7.500zM15.500 6 14 7.500l4.500 4.500-4.500 4.500 1.500 1.500 6-6z',
  code: 'M3 3h8v8H3zm2 2v4h4V5zM13 3h8v8h-8zm2 2v4h4V5zM3 13h8v8H3zm2 2v4h4v-4zM13 13h3v3h-3zm5 0h3v3h-3zm-5 5h3v3h-3zm5 0h3v3h-3z',
  light:
    'M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM11 1h2v3h-2zm0 19h2v3h-2zM1 11h3v2H1zm19 0h3v2h-3zM3.500 5l1.400-1.400L7 5.700 5.700 7zM17 18.300l1.400-1.400 2.100 2.100-1.400 1.400zM3.500 19l2.200-2.100L7 18.300l-2.100 2.100zM17 5.700l2.100-2.100L20.500 5l-2.100 2z',
  dark: 'M13 2a9.500 9.500 0 1 0 8.700 13.400A8 8 0 0 1 13 2z',
  close:
    'M6.400 5 12 10.600 17.600 5 19 6.400 13.400 12l5.600 5.600-1.400 1.400L12 13.400 6.400 19 5 17.600 10.600 12 5 6.400z',
  grid: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z',
  enlarge: 'M4 4h6v2H6v4H4zM14 4h6v6h-2V6h-4zM4 14h2v4h4v2H4zM18 14h2v6h-6v-2h4z',
  shrink: 'M8 4h2v6H4V8h4zM14 4h2v4h4v2h-6zM4 14h6v6H8v-4H4zM14 14h6v2h-4v4h-2z',
  up: 'M12 7l7 7-1.500 1.500L12 10l-5.500 5.500L5 14z',
  down: 'M12 17l-7-7 1.500-1.500L12 14l5.500-5.500L19 10z',
  plus: 'M11 4h2v7h7v2h-7v7h-2v-7H4v-2h7z',
  minus: 'M4 11h16v2H4z',
  layer: 'M4 4h4v16H4zm9 7V7h2v4h4v2h-4v4h-2v-4H9v-2z',
  save: 'M11 3h2v9l3-3 1.400 1.400L12 15.800l-5.400-5.400L8 9l3 3zM4 18h16v2.500H4z',
  tune: 'M4 6h9v2H4zm13 0h3v2h-3zM14 4h2v6h-2zM4 11h3v2H4zm7 0h9v2h-9zM8 9h2v6H8zM4 16h9v2H4zm13 0h3v2h-3zM14 14h2v6h-2z',
  undo: 'M9 4v4h4.500a6.500 6.500 0 0 1 0 13H6v-2.200h7.500a4.300 4.300 0 0 0 0-8.600H9V14.500L3 9z',
  redo: 'M15 4v4h-4.500a6.500 6.500 0 0 0 0 13H18v-2.200h-7.500a4.300 4.300 0 0 1 0-8.600H15V14.500L21 9z',
});

/** @typedef {keyof typeof PATHS} Icon */

/** @param {Icon} name */
export const icon = (name) =>
  html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${svg`<path d=${PATHS[name]} />`}</svg>`;

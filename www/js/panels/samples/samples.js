// Samples of the data as a panel, for data that can't be drawn on the pad.

import { mount as mountSamples } from '../../parts/samples.js';

/** @param {HTMLElement} root @param {import('../../state/context.js').Context} context */
export const mount = (root, context) => mountSamples(root, context);

// Samples of the data as a panel of their own.

import { mount as mountSamples } from '../../parts/samples.js';
import { needed } from './needed.js';

/** @param {HTMLElement} root @param {import('../../state/context.js').Context} context */
export const mount = (root, context) => mountSamples(root, context, { wanted: needed, panel: true });

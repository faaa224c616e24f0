// The settings that a figure's reader may change: those that its author named by their keys, and no others.

import { activationsField } from '../parts/activations.js';
import { choiceField } from '../parts/choice.js';
import { paramField } from '../parts/param.js';
import { entriesOf, isPart } from '../recipe/path.js';
import { chooseDataset, offered } from '../state/datasets.js';
import { withTexts } from '../state/texts.js';
import { html, nothing, render } from '../ui/lit.js';

/** @typedef {import('../state/context.js').Context} Context */
/** @typedef {import('../protocol.js').Catalog} Catalog */
/** @typedef {import('../protocol.js').Recipe} Recipe */

const { t } = withTexts({
  settingsOfFigure: { en: 'Settings of this figure', zh: '此图的设置' },
  activation: { en: 'Activation', zh: '激活函数' },
});

/** The key under which all activations of a network are one setting. */
export const ACTIVATION = 'activation';

/** What the page calls the parts of a Recipe. */
const TITLES = /** @type {const} */ ({
  data: 'dataset',
  network: 'network',
  init: 'init',
  optimizer: 'optimizer',
  schedule: 'schedule',
});

/** @param {Catalog} catalog @param {Recipe} recipe @param {string} key */
function declared(catalog, recipe, key) {
  const [part, name] = key.split('.');
  const params =
    name && isPart(part)
      ? entriesOf(catalog, part).find(({ id }) => id === recipe[part].id)?.params
      : catalog.settings.flatMap((group) => group.params);
  return params?.find(({ id, kind }) => id === (name ?? key) && kind.type !== 'layers');
}

/**
 * The keys of everything that can be a control of a figure of this experiment.
 * @param {Catalog} catalog
 * @param {Recipe} recipe
 */
export function controlKeys(catalog, recipe) {
  const parts = Object.keys(TITLES).filter(isPart);
  const params = parts.flatMap((part) => {
    const entry = entriesOf(catalog, part).find(({ id }) => id === recipe[part].id);
    return (entry?.params ?? []).map(({ id }) => `${part}.${id}`);
  });
  const settings = catalog.settings.flatMap((group) => group.params.map(({ id }) => id));
  return [...parts, ACTIVATION, ...params, ...settings].filter(
    (key) => isPart(key) || key === ACTIVATION || declared(catalog, recipe, key),
  );
}

/**
 * The title of a key, where this experiment has it.
 * @param {Catalog} catalog
 * @param {Recipe} recipe
 * @param {string} key
 * @returns {import('../protocol.js').Text | string}
 */
export function controlTitle(catalog, recipe, key) {
  if (key === ACTIVATION) return t(ACTIVATION);
  return isPart(key) ? t(TITLES[key]) : (declared(catalog, recipe, key)?.title ?? '');
}

/** @param {Context} context @param {Catalog} catalog @param {Recipe} recipe @param {string} key */
function control(context, catalog, recipe, key) {
  if (key === ACTIVATION) return activationsField(context, t(ACTIVATION));
  if (isPart(key)) {
    const { actions } = context;
    return choiceField(context, {
      key,
      label: t(TITLES[key]),
      chosen: recipe[key].id,
      options: key === 'data' ? offered(context) : entriesOf(catalog, key),
      onChoose: (id) => (key === 'data' ? chooseDataset(context, id) : actions.setValue(key, id)),
    });
  }
  const param = declared(catalog, recipe, key);
  return param ? paramField(context, key, param, { lean: true }) : nothing;
}

/** @param {HTMLElement} root @param {Context} context @param {string[]} keys */
export function mount(root, context, keys) {
  const { store } = context;
  const end = store.on(['catalog', 'recipe', 'opened', 'lang'], () => {
    const { catalog, draft } = store;
    root.setAttribute('aria-label', t('settingsOfFigure'));
    if (catalog && draft) render(html`${keys.map((key) => control(context, catalog, draft, key))}`, root);
  });
  return { destroy: end };
}

// An entry of the catalog as controls: which it is, what is said about it, and its parameters.

import { entriesOf } from '../recipe/path.js';
import { say } from '../ui/language.js';
import { html } from '../ui/lit.js';
import { choiceField } from './choice.js';
import { paramFields } from './param.js';
import { t } from './param-texts.js';

/** @typedef {import('../state/context.js').Context} Context */
/** @typedef {import('./choice.js').Option} Option */

/**
 * A sentence about an entry of the catalog, and where it comes from.
 * @param {import('../protocol.js').CatalogEntry | undefined} entry
 */
export function about(entry) {
  if (!entry) return undefined;
  const { citation } = entry;
  return citation ? `${say(entry.about)}${t('cited', { citation })}` : say(entry.about);
}

/**
 * One of the Recipe's entries: which it is, and its parameters.
 * @param {Context} context
 * @param {import('../protocol.js').Catalog} catalog
 * @param {import('../recipe/path.js').Part} key
 * @param {string} label
 * @param {{ options?: Option[], onChoose?: (id: string) => void }} [more]
 */
export function entryField(context, catalog, key, label, more) {
  const { store, actions } = context;
  const entries = entriesOf(catalog, key);
  const chosen = store.draft?.[key].id ?? '';
  const entry = entries.find(({ id }) => id === chosen);
  return html`${choiceField(context, {
    key,
    label,
    chosen,
    options: entries,
    onChoose: (id) => actions.setValue(key, id),
    hint: about(entry),
    ...more,
  })}
  ${paramFields(context, key, entry?.params ?? [])}`;
}

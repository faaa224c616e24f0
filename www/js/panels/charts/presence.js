// Which views are open: those that stand open at first and were not closed, and all others that were opened. The link
// keeps both as lists of ids (`view.closed`, `view.open`).

/** @typedef {Pick<import('../../protocol.js').ViewEntry, 'id' | 'presence'>} Entry */

/** The list of the link on which a view is where it does not stand as at first. @param {Entry} entry */
const listOf = ({ presence }) => (presence === 'open' ? 'closed' : 'open');

/** @param {Map<string, string>} link @param {string} list */
const ids = (link, list) => (link.get(list) ?? '').split(',').filter(Boolean);

/** @param {Entry} entry @param {Map<string, string>} link The page's own keys, without their prefix. */
export const isOpen = (entry, link) => ids(link, listOf(entry)).includes(entry.id) === (entry.presence !== 'open');

/**
 * The key of the link, and its value, with which an open view is closed or a closed one open.
 * @param {Entry} entry
 * @param {Map<string, string>} link
 * @returns {[key: string, value: string]}
 */
export function toggled(entry, link) {
  const list = listOf(entry);
  const all = new Set(ids(link, list));
  if (!all.delete(entry.id)) all.add(entry.id);
  return [list, [...all].join(',')];
}

/** The view that has the whole stage, of those that are open. @param {Entry[]} entries @param {Map<string, string>} link */
export const enlarged = (entries, link) =>
  entries.find((entry) => entry.id === link.get('large') && isOpen(entry, link))?.id ?? null;

/** Ids that the link opens, or enlarges. @param {Map<string, string>} link */
export const wanted = (link) => ['open', 'large'].flatMap((list) => ids(link, list));

/**
 * Ids in the link that no view has.
 * @param {Entry[]} entries All that there are.
 * @param {Map<string, string>} link
 */
export function unknown(entries, link) {
  const named = ['open', 'closed', 'large'].flatMap((list) => ids(link, list));
  return [...new Set(named)].filter((id) => !entries.some((entry) => entry.id === id));
}

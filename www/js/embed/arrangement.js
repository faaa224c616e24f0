// Which panels a figure shows, and where: rows of them as its author named them, or the stage as it stands on the page.

/** @typedef {import('../state/context.js').Context} Context */

/** Columns of the grid: every row of one to four panels divides them. */
const COLUMNS = 12;

/** Parts of the page that are no views, by the ids of their places; of these a whole stage has some where they fit. */
export const PLACES = ['data', 'samples', 'pad', 'writing', 'where', 'symptoms'];
const WHOLE = ['pad', 'writing', 'symptoms'];

/** The places that a figure has. @param {string[][]} rows */
export const placesOf = (rows) => (rows.length === 0 ? WHOLE : PLACES.filter((id) => rows.flat().includes(id)));

/**
 * Opens exactly the views that are named, whatever the link says of them.
 * @param {import('../protocol.js').ViewEntry[]} views
 * @param {Map<string, string>} view The page's own keys of the link.
 * @param {string[]} named
 */
export function openNamed(views, view, named) {
  const ids = (/** @type {(entry: import('../protocol.js').ViewEntry) => boolean} */ listed) =>
    views
      .filter(listed)
      .map(({ id }) => id)
      .join(',');
  view.delete('large');
  view.set(
    'open',
    ids(({ id, presence }) => presence !== 'open' && named.includes(id)),
  );
  view.set(
    'closed',
    ids(({ id, presence }) => presence === 'open' && !named.includes(id)),
  );
}

/** A link without which panels are open, where the figure decided that. @param {string} link @param {string[][]} rows */
export const withoutPanels = (link, rows) =>
  rows.length === 0
    ? link
    : link
        .split('&')
        .filter((pair) => !/^view\.(open|closed|large)=/.test(pair))
        .join('&');

/**
 * Lays the named panels out in their rows.
 * @param {HTMLElement} stage
 * @param {Context} context
 * @param {string[][]} rows
 */
export function arrange(stage, { store }, rows) {
  if (rows.length === 0) return;
  const named = rows.flat();
  const find = (/** @type {string} */ id) =>
    /** @type {HTMLElement | null} */ (
      PLACES.includes(id) ? stage.querySelector(`#${id}`) : stage.querySelector(`[data-chart="${id}"]`)
    );
  stage.classList.add('arranged');
  store.on(['opened', 'catalog', 'view', 'report'], () => {
    const views = store.catalog?.views ?? [];
    const wanted = new Map(store.view);
    openNamed(views, wanted, named);
    if (
      store.catalog &&
      ['open', 'closed', 'large'].some((key) => (wanted.get(key) ?? '') !== (store.view.get(key) ?? ''))
    ) {
      store.view = wanted;
      store.touch('view');
    }
    const shown = rows.map((row) => row.map(find).filter((panel) => panel !== null));
    for (const [row, panels] of shown.filter((panels) => panels.length > 0).entries()) {
      const span = COLUMNS / panels.length;
      for (const [column, { style }] of panels.entries()) {
        style.setProperty('--row', String(row + 1));
        style.setProperty('--order', String(row * COLUMNS + column));
        style.setProperty('--columns', `${column * span + 1} / span ${span}`);
      }
    }
  });
}

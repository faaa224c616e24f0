// Where the keyboard goes on when the control that it was at goes away: a message that was dismissed, a button that
// has nothing left to do. Without this it would begin again at the top of the page.

const CONTROLS = ':is(button, a[href], input, select, summary):not(:disabled)';

/** Where text is typed: on a phone, focus alone would call its keyboard. */
const TYPED = 'input:not([type=checkbox], [type=range])';

/** @param {Element} element */
const gone = (element) => !element.isConnected || element.matches(':disabled') || element.closest('[hidden]') !== null;

/**
 * The control nearest to where one was in a container, the next before the one before.
 * @param {Element} container
 * @param {number} index Of the part of the container that held it.
 */
function near(container, index) {
  const parts = [...container.children];
  // A part that can have the focus itself, such as a layer's row, has it as a whole.
  const controls = (/** @type {Element} */ part) =>
    /** @type {HTMLElement[]} */ (
      part.matches(`${CONTROLS}, [tabindex]`) ? [part] : [...part.querySelectorAll(CONTROLS)]
    );
  const usable = (/** @type {HTMLElement} */ control) => !control.matches(TYPED) && control.offsetParent !== null;
  return (
    parts.slice(index).flatMap(controls).find(usable) ??
    parts.slice(0, index).flatMap(controls).findLast(usable) ??
    null
  );
}

/** @param {HTMLElement} last Where to go when nothing is near. */
export function keepFocus(last) {
  /** @type {HTMLElement | null} */
  let at = null;
  /** What the control stands in, from within outwards, and at which place. @type {{ container: Element, index: number }[]} */
  let way = [];

  document.addEventListener('focusin', ({ target }) => {
    at = target instanceof HTMLElement ? target : null;
    way = [];
    for (let inner = at; inner?.parentElement; inner = inner.parentElement) {
      const container = inner.parentElement;
      way.push({ container, index: [...container.children].indexOf(inner) });
    }
  });
  // Whoever leaves a control for no other wants none.
  document.addEventListener('pointerdown', ({ target }) => {
    if (target instanceof Node && !at?.contains(target)) at = null;
  });

  function check() {
    const { activeElement } = document;
    if (!at || !gone(at) || (activeElement !== document.body && activeElement !== at)) return;
    at = null;
    for (const { container, index } of way) {
      if (!container.isConnected || container === document.body) continue;
      const place = container.hasAttribute('tabindex') ? container : near(container, index);
      if (place instanceof HTMLElement && !gone(place)) return place.focus({ preventScroll: true });
      // Beyond its own part of the page nothing is near.
      if (container.matches('[role=list], section')) break;
    }
    last.focus({ preventScroll: true });
  }
  const changes = { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled', 'hidden'] };
  new MutationObserver(check).observe(document.body, changes);
}

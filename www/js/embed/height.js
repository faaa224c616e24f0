// Tells the page around how high the figure is, so that its frame can be as high.
//
// The height of a frame must not decide about that of its content, or both chase each other: css/figure.css measures
// nothing by the window's height. Where a browser's rounding still makes them do so, growing ends after a few times.

/** Differences of a pixel or two come from rounding. */
const SLACK = 2;

/** Milliseconds of rest before a frame becomes lower: what comes and goes makes nobody's text jump. */
const QUIET = 400;

/** Growths in a row, each within a second of the one before, that are believed. */
const MOST = 20;

/** @param {import('./port.js').Port} port */
export function tellHeight(port) {
  let told = 0;
  let growths = 0;
  let last = 0;
  /** @type {number | undefined} */
  let timer;
  const measure = () => Math.ceil(document.body.getBoundingClientRect().height);
  const tell = () => {
    told = measure();
    port.tell('resized', { height: told });
  };
  new ResizeObserver(() => {
    clearTimeout(timer);
    const height = measure();
    if (height > told + SLACK || told === 0) {
      const now = performance.now();
      growths = now - last < 1000 ? growths + 1 : 0;
      last = now;
      if (growths < MOST) tell();
    } else if (height < told - SLACK) timer = setTimeout(tell, QUIET);
  }).observe(document.body);
}

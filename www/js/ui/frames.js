// Frames of the browser.

/**
 * Runs once what was changed stands on the page: views draw in the next frame.
 * @param {() => void} run
 */
export const afterDrawing = (run) => requestAnimationFrame(() => requestAnimationFrame(() => run()));

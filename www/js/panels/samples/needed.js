// When the samples have a panel of their own: points are seen on their chart, and what can be drawn beside the pad.

/** @param {import('../../protocol.js').Opened} opened */
export const needed = ({ drawable, points }) => !drawable && !points;

// Which gesture is under way.

/** Keys pressed within so many milliseconds are one gesture. */
const ONE_GESTURE = 1000;

let gesture = 0;
let pressed = Number.NEGATIVE_INFINITY;
addEventListener('pointerdown', () => gesture++, true);
addEventListener(
  'keydown',
  ({ timeStamp }) => {
    if (timeStamp - pressed > ONE_GESTURE) gesture += 1;
    pressed = timeStamp;
  },
  true,
);

/** The number of the gesture under way: a drag of a slider is one, and so is typing a number. */
export const gestureNow = () => gesture;

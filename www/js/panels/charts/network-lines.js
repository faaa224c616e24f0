// What leads from unit to unit of a drawn network: weights, norms of kernels, or that all of a layer goes into the next;
// and above them the arcs past layers, and loops from step to step.

/** @typedef {Extract<import('../../protocol.js').Figure, { type: 'network' }>} Network */
/** @typedef {import('./network-words.js').Place} Place */

/** Lines between two columns that are seen one by one; of more each is fainter. */
const FEW = 64;

/** CSS pixels of the widest line. */
const WIDEST = 5;

/** CSS pixels above the units for arcs, and between two of them. */
const BAND = 24;
const LEVEL = 8;

/**
 * @param {HTMLElement} root Of the drawing.
 * @param {Network} figure
 * @param {Place | null} shown The unit whose lines alone are seen.
 * @param {(unit: Network['columns'][number]['units'][number]) => boolean} isLeftOut Whether no line leads from a unit.
 */
export function paintLines(root, { columns, arcs }, shown, isLeftOut) {
  const canvas = /** @type {HTMLCanvasElement | null} */ (root.querySelector('.lines'));
  const pen = canvas?.getContext('2d');
  if (!canvas || !pen) return;
  const [width, height, scale] = [root.scrollWidth, root.clientHeight, Math.min(2, devicePixelRatio)];
  Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  Object.assign(canvas, { width: width * scale, height: height * scale });
  pen.scale(scale, scale);
  const origin = canvas.getBoundingClientRect();
  const style = getComputedStyle(root);
  const [negative, positive, plain] = ['--class-0', '--class-1', '--muted'].map((name) => style.getPropertyValue(name));
  const edges = columns.map(({ units }, column) =>
    units.map((_, unit) => {
      const box = root.querySelector(`[data-unit="${column} ${unit}"] canvas`)?.getBoundingClientRect();
      if (!box) return null;
      const [left, right, top] = [box.left - origin.left, box.right - origin.left, box.top - origin.top];
      return { left, right, top, y: top + box.height / 2 };
    }),
  );

  columns.forEach(({ weights, heaviest, units, pairwise, gap }, column) => {
    if (column === 0 || gap > 0) return;
    const before = edges[column - 1];
    const given = columns[column - 1].units;
    const taken = given.flatMap((unit, index) => (unit.switch?.on === false ? [] : [index]));
    const alone = pairwise && units.length === taken.length;
    const faint = Math.sqrt(FEW / Math.max(FEW, units.length * before.length));
    units.forEach((_, unit) => {
      before.forEach((from, other) => {
        const to = edges[column][unit];
        if (!from || !to || isLeftOut(given[other]) || (alone && taken[unit] !== other)) return;
        const known = weights[unit * before.length + other];
        // What is no number is drawn as what is not known.
        const weight = Number.isFinite(known) ? known : undefined;
        const isShown =
          !shown ||
          (shown.column === column && shown.place === unit) ||
          (shown.column === column - 1 && shown.place === other);
        const share = weight === undefined || !(heaviest > 0) ? 0 : Math.abs(weight) / heaviest;
        pen.globalAlpha = isShown ? (0.35 + 0.65 * share) * (weight === undefined ? faint : 1) : 0.06;
        pen.lineWidth = weight === undefined ? 0.7 : Math.max(0.5, WIDEST * share);
        pen.strokeStyle = weight === undefined ? plain : weight < 0 ? negative : positive;
        pen.setLineDash(weight !== undefined && weight < 0 ? [5, 4] : []);
        const middle = (from.right + to.left) / 2;
        pen.beginPath();
        pen.moveTo(from.right, from.y);
        pen.bezierCurveTo(middle, from.y, middle, to.y, to.left, to.y);
        pen.stroke();
      });
    });
  });

  pen.setLineDash([]);
  Object.assign(pen, { globalAlpha: 0.8, lineWidth: 1.5, strokeStyle: plain, fillStyle: plain, textAlign: 'center' });
  pen.font = `600 14px ${style.fontFamily}`;
  const known = edges.map((units) => units.flatMap((edge) => edge ?? []));
  const least = Math.min(...known.flat().map(({ top }) => top));
  arcs.forEach(({ kind, from, to }, index) => {
    const [start, end] = [known[from], known[to]];
    if (!start[0] || !end[0]) return;
    pen.beginPath();
    if (kind === 'state') {
      const [x, y] = [(end[0].left + Math.max(...end.map(({ right }) => right))) / 2, end[0].top - 3];
      pen.moveTo(x + 10, y);
      pen.bezierCurveTo(x + 18, y - 18, x - 18, y - 18, x - 10, y);
      // Its head.
      pen.lineTo(x - 15, y - 5);
      pen.moveTo(x - 10, y);
      pen.lineTo(x - 5, y - 6);
    } else {
      const high = least - BAND + LEVEL * (index % 2);
      const [x, last] = [(start[0].left + start[0].right) / 2, Math.max(...end.map(({ right }) => right))];
      pen.moveTo(x, start[0].top - 3);
      pen.lineTo(x, high);
      pen.lineTo(last, high);
      pen.lineTo(last, least - 6);
      pen.fillText('+', last, least + 6);
    }
    pen.stroke();
  });
}

/** Places the components of a graph in rows, callers above callees, and routes the lines between them. */

/** @typedef {{ from: string, to: string }} Edge */
/** @typedef {{ x: number, y: number }} Point */
/** @typedef {{ width: number, cardHeight: number, most: number, gap: number, lane: number, fall: number }} Measures
 *    `most`: a card's greatest width; `gap`: between cards; `lane`: width for a passing line; `fall`: between rows */
/** @typedef {{ cards: Map<string, Point>, cardWidth: number, lines: Point[][], height: number }} Layout
 *    a card by its upper left corner; a line by the points on its way, edge by edge */

/**
 * A place in a row, for a component or for a line on its way to a lower row.
 * @typedef {{ name?: string, above: Place[], below: Place[], x: number }} Place
 */

const SWEEPS = 4;

/**
 * @param {string[]} names
 * @param {Edge[]} edges without cycles; a composition has none
 * @param {Measures} measures
 * @returns {Layout}
 */
export function layout(names, edges, { width, cardHeight, most, gap, lane, fall }) {
  const rows = rowsOf(names, edges);
  const all = rows.places;
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) untangle(all, sweep % 2 === 0);

  const cards = (/** @type {Place[]} */ row) => row.filter(({ name }) => name !== undefined).length;
  const room = (/** @type {Place[]} */ row) =>
    (width - (row.length - cards(row)) * lane - (row.length - 1) * gap) / Math.max(1, cards(row));
  const cardWidth = Math.floor(Math.min(most, ...all.map(room)));
  for (const row of all) {
    const takes = (/** @type {Place} */ { name }) => (name === undefined ? lane : cardWidth);
    let x = (width - row.reduce((sum, place) => sum + takes(place) + gap, -gap)) / 2;
    for (const place of row) {
      place.x = x + takes(place) / 2;
      x += takes(place) + gap;
    }
  }

  const top = (/** @type {number} */ row) => row * (cardHeight + fall);
  /** @type {Map<string, Point>} */
  const corners = new Map();
  all.forEach((row, at) => {
    for (const { name, x } of row) if (name !== undefined) corners.set(name, { x: x - cardWidth / 2, y: top(at) });
  });
  const lines = rows.ways.map(({ row, places }) =>
    places.flatMap((place, step) => {
      const y = top(row + step);
      const start = { x: port(place, place.below, places[step + 1], cardWidth), y: y + cardHeight };
      const end = { x: port(place, place.above, places[step - 1], cardWidth), y };
      if (step === 0) return [start];
      return step === places.length - 1 ? [end] : [end, start];
    }),
  );
  return { cards: corners, cardWidth, lines, height: top(all.length - 1) + cardHeight };
}

/** A component is below all its callers. A line that passes rows gets a place in each. */
function rowsOf(/** @type {string[]} */ names, /** @type {Edge[]} */ edges) {
  /** @type {Map<string, number>} */
  const depth = new Map();
  const deep = (/** @type {string} */ name) => {
    const known = depth.get(name);
    if (known !== undefined) return known;
    const callers = edges.filter(({ to }) => to === name).map(({ from }) => deep(from) + 1);
    const found = Math.max(0, ...callers);
    depth.set(name, found);
    return found;
  };
  /** @type {Place[][]} */
  const places = [];
  const add = (/** @type {number} */ row, /** @type {Partial<Place>} */ place) => {
    const added = { above: [], below: [], x: 0, ...place };
    (places[row] ??= []).push(added);
    return added;
  };
  const parts = new Map(names.map((name) => [name, add(deep(name), { name })]));
  const ways = edges.map(({ from, to }) => {
    const [start, end] = [parts.get(from), parts.get(to)];
    if (!start || !end) throw new Error(`cannot draw the graph: found no part \`${start ? to : from}\``);
    const row = deep(from);
    const way = [start];
    for (let below = row + 1; below < deep(to); below += 1) way.push(add(below, {}));
    way.push(end);
    way.slice(1).forEach((place, at) => {
      /** @type {Place} */ (way[at]).below.push(place);
      place.above.push(/** @type {Place} */ (way[at]));
    });
    return { row, places: way };
  });
  return { places, ways };
}

/** Orders each row by the positions of its neighbours, so that few lines cross. */
function untangle(/** @type {Place[][]} */ rows, /** @type {boolean} */ down) {
  for (const row of rows) row.forEach((place, at) => (place.x = (at + 0.5) / row.length));
  for (const row of down ? rows : rows.toReversed()) {
    const mean = (/** @type {Place} */ place) => {
      const others = down ? place.above : place.below;
      return others.length ? others.reduce((sum, { x }) => sum + x, 0) / others.length : place.x;
    };
    const means = new Map(row.map((place) => [place, mean(place)]));
    row.sort((a, b) => (means.get(a) ?? 0) - (means.get(b) ?? 0));
    row.forEach((place, at) => (place.x = (at + 0.5) / row.length));
  }
}

/** Where a line meets a place: next to the other lines there, ordered by where they come from. */
function port(
  /** @type {Place} */ place,
  /** @type {Place[]} */ others,
  /** @type {Place | undefined} */ other,
  /** @type {number} */ cardWidth,
) {
  if (place.name === undefined || !other) return place.x;
  const order = others.toSorted((a, b) => a.x - b.x);
  return place.x + ((order.indexOf(other) + 1) / (order.length + 1) - 0.5) * cardWidth * 0.7;
}

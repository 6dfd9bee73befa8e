/** The call graph: cards for the components, and lines for the calls, which move during calls. */

import { drawn, element } from './dom.js';
import { layout } from './layout.js';
import { count, size, time } from './wording.js';

/** @typedef {import('../protocol.js').Call} Call */
/** @typedef {import('../protocol.js').End} End */
/** @typedef {import('../protocol.js').Graph} Inspected */
/** @typedef {{ from: string, to: string }} Pair */
/** @typedef {{ pair: Pair, path: SVGPathElement, label: SVGTextElement, calls: number, until: number }} Line */

/** Milliseconds for which a line moves after a call. */
const AFTERGLOW = 1500;
const MEASURES = { most: 190, gap: 12, lane: 6, fall: 72 };

/** @param {End} end an import has no card, because the host provides no functions */
const nameOf = (end) => (end === 'host' ? end : 'component' in end ? end.component : undefined);

/**
 * Every pair of components in which one can call the other, once. Even a graph of hundreds of functions has few pairs.
 * @param {Inspected} graph
 * @returns {Pair[]}
 */
export function pairs({ edges }) {
  const found = new Map();
  for (const { from, to, kind } of edges) {
    const [caller, callee] = [nameOf(from), nameOf(to)];
    if (kind === 'calls' && caller && callee) found.set(`${caller} ${callee}`, { from: caller, to: callee });
  }
  return [...found.values()];
}

export class GraphView {
  /** @type {Map<string, { card: HTMLElement, time: HTMLElement }>} */
  #cards = new Map();
  /** @type {Line[]} */
  #lines;
  #drawing = drawn('svg', { 'aria-hidden': 'true' });
  #place;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #fading;

  /**
   * @param {HTMLElement} place
   * @param {Inspected} graph
   */
  constructor(place, graph) {
    this.#place = place;
    const parts = graph.components.filter(({ has_code: hasCode }) => hasCode);
    const list = element('ul');
    const card = (/** @type {string} */ name, /** @type {string} */ about) => {
      const spent = element('span', { class: 'time' });
      const made = element('li', {}, element('strong', {}, name), element('span', {}, about), spent);
      this.#cards.set(name, { card: made, time: spent });
      list.append(made);
    };
    card('host', 'this page');
    for (const { name, languages, bytes } of parts.toReversed()) {
      card(name, [...languages, ...(bytes === null ? [] : [size(bytes)])].join(', '));
    }
    this.#lines = pairs(graph).map((pair) => ({
      pair,
      path: drawn('path', { 'data-edge': `${pair.from} ${pair.to}`, 'marker-end': 'url(#arrow)' }),
      label: drawn('text'),
      calls: 0,
      until: 0,
    }));
    const arrow = drawn('marker', { id: 'arrow', viewBox: '0 0 8 8', refX: '7', refY: '4', markerWidth: '8', markerHeight: '8', markerUnits: 'userSpaceOnUse', orient: 'auto' });
    arrow.append(drawn('path', { d: 'M0 0.5 8 4 0 7.5z' }));
    this.#drawing.append(drawn('defs', {}, arrow));
    this.#drawing.append(...this.#lines.map(({ path }) => path), ...this.#lines.map(({ label }) => label));
    place.append(this.#drawing, list);
    new ResizeObserver(() => this.#arrange()).observe(place);
  }

  #arrange() {
    const cards = [...this.#cards.values()].map(({ card }) => card);
    const measures = { ...MEASURES, width: this.#place.clientWidth, cardHeight: 0 };
    const names = [...this.#cards.keys()];
    const edges = this.#lines.map(({ pair }) => pair);
    // A card's height depends on its width.
    const { cardWidth } = layout(names, edges, measures);
    for (const card of cards) card.style.cssText = `width: ${cardWidth}px`;
    measures.cardHeight = Math.max(...cards.map(({ offsetHeight }) => offsetHeight));
    const { cards: corners, lines, height } = layout(names, edges, measures);
    for (const [name, { card }] of this.#cards) {
      const corner = corners.get(name);
      card.style.translate = `${corner?.x}px ${corner?.y}px`;
      card.style.height = `${measures.cardHeight}px`;
    }
    this.#place.style.height = `${height}px`;
    this.#drawing.setAttribute('viewBox', `0 0 ${measures.width} ${height}`);
    this.#lines.forEach(({ path, label }, at) => {
      const points = lines[at] ?? [];
      path.setAttribute('d', curve(points));
      const [start, end] = points.slice(-2);
      label.setAttribute('x', String(((start?.x ?? 0) + (end?.x ?? 0)) / 2));
      label.setAttribute('y', String(((start?.y ?? 0) + (end?.y ?? 0)) / 2));
    });
  }

  /**
   * @param {Call[]} calls all calls so far in this run
   * @param {number} now in milliseconds
   */
  show(calls, now) {
    for (const line of this.#lines) {
      const made = calls.filter(({ from, to }) => from === line.pair.from && to === line.pair.to);
      const sum = made.reduce((total, call) => total + call.calls, 0);
      if (sum > line.calls) line.until = now + AFTERGLOW;
      line.calls = sum;
      line.label.textContent = sum > 0 ? `${count(sum)}×` : '';
      line.path.classList.toggle('used', sum > 0);
      line.path.classList.toggle('moving', line.until > now);
    }
    for (const [name, { time: spent }] of this.#cards) {
      const called = calls.some(({ to, calls: times }) => to === name && times > 0);
      spent.textContent = called ? time(ownTime(name, calls)) : '';
    }
    clearTimeout(this.#fading);
    this.#fading = setTimeout(() => {
      for (const { path } of this.#lines) path.classList.remove('moving');
    }, AFTERGLOW);
  }
}

/**
 * A component's own time: all calls to it, without its calls to others.
 * @param {string} name
 * @param {Call[]} calls
 */
function ownTime(name, calls) {
  const sum = (/** @type {Call[]} */ some) => some.reduce((total, call) => total + call.time, 0);
  return Math.max(0, sum(calls.filter(({ to }) => to === name)) - sum(calls.filter(({ from }) => from === name)));
}

/** @param {import('./layout.js').Point[]} points a curve between rows, a straight line through a row */
function curve([first, ...rest]) {
  if (!first) return '';
  let from = first;
  const steps = rest.map((to, at) => {
    const middle = (from.y + to.y) / 2;
    const step = at % 2 ? `L${to.x} ${to.y}` : `C${from.x} ${middle} ${to.x} ${middle} ${to.x} ${to.y}`;
    from = to;
    return step;
  });
  return `M${first.x} ${first.y}${steps.join('')}`;
}

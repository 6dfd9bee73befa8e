/** The graph is laid out legibly for any components. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { pairs } from '../site/page/graph.js';
import { layout } from '../site/page/layout.js';
import { BUILD } from './playground.js';

const MEASURES = { cardHeight: 70, most: 190, gap: 12, lane: 6, fall: 72 };
const names = ['host', ...BUILD.graph.components.filter((part) => part.has_code).map(({ name }) => name)];
const edge = (/** @type {string} */ text) => {
  const [from = '', to = ''] = text.split(' ');
  return { from, to };
};

/** @param {import('../site/page/layout.js').Layout} result @param {number} width */
function check({ cards, cardWidth, lines, height }, width) {
  const boxes = [...cards.values()];
  for (const [at, a] of boxes.entries()) {
    assert.ok(a.x >= 0 && a.x + cardWidth <= width + 0.5 && a.y >= 0 && a.y + 70 <= height, `card ${at} at ${a.x}`);
    for (const b of boxes.slice(at + 1)) assert.ok(a.y !== b.y || Math.abs(a.x - b.x) >= cardWidth + 11, 'cards overlap');
  }
  // Where a line passes a row, between two points with the same x, it crosses no card.
  for (const points of lines) {
    for (let at = 1; at + 1 < points.length; at += 2) {
      const { x, y } = points[at] ?? assert.fail();
      assert.ok(!boxes.some((box) => box.y === y && x > box.x && x < box.x + cardWidth), 'a line crosses a card');
    }
  }
}

for (const width of [256, 440, 900]) {
  test(`the parts of the file have their places, ${width} px wide`, () => {
    const result = layout(names, pairs(BUILD.graph), { ...MEASURES, width });
    check(result, width);
    assert.equal(result.cards.size, names.length);
    for (const { from, to } of pairs(BUILD.graph)) {
      assert.ok((result.cards.get(from)?.y ?? 0) < (result.cards.get(to)?.y ?? 0), `${from} stands above ${to}`);
    }
  });
}

test('an additional component gets its own place', () => {
  const more = [...pairs(BUILD.graph), edge('driver extra'), edge('extra validator'), edge('host extra')];
  const result = layout([...names, 'extra'], more, { ...MEASURES, width: 440 });
  check(result, 440);
  assert.ok(result.cards.has('extra'));
});

test('lines that start together end in the order in which they start', () => {
  const { lines } = layout(['a', 'b', 'c'], ['a b', 'a c'].map(edge), { ...MEASURES, width: 440 });
  const [first, second] = lines.map((points) => [points[0]?.x ?? 0, points.at(-1)?.x ?? 0]);
  assert.ok(first && second);
  assert.equal(Math.sign((first[0] ?? 0) - (second[0] ?? 0)), Math.sign((first[1] ?? 0) - (second[1] ?? 0)));
});

test('a line to nowhere is an error', () => {
  assert.throws(() => layout(['a'], [edge('a b')], { ...MEASURES, width: 440 }), /found no part `b`/);
});

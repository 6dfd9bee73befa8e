/** The table of calls: the graph for reading, function by function. */

import { element } from './dom.js';
import { count, size, time } from './wording.js';

/**
 * @param {HTMLTableElement} table
 * @param {import('../protocol.js').Call[]} calls
 */
export function showCalls(table, calls) {
  const rows = calls.filter((call) => call.calls > 0).map(({ from, to, through, function: name, calls: made, bytes, time: spent }) =>
    element(
      'tr',
      { 'data-call': `${from} ${to} ${through}#${name}` },
      element('th', { scope: 'row' }, `${from} → ${to} `, element('code', {}, plain(name))),
      element('td', {}, count(made)),
      element('td', {}, element('span', { class: 'time' }, time(spent)), element('span', { class: 'under' }, size(bytes))),
    ),
  );
  table.tBodies[0]?.replaceChildren(...rows);
}

/** A method without the prefix of the binary format: `[method]job.feed` is `job.feed`. */
const plain = (/** @type {string} */ name) => name.replace(/^\[[a-z-]+\]/, '');

/** The size of each component and of the whole. */

import { element } from './dom.js';
import { share, size } from './wording.js';

/** @typedef {import('../protocol.js').Build} Build */

/**
 * @param {HTMLTableElement} table
 * @param {Build} build
 */
export function showParts(table, { component, graph }) {
  const parts = graph.components.filter(({ has_code: hasCode }) => hasCode);
  const rows = parts
    .toSorted((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0))
    .map(({ name, languages, bytes }) => {
      const part = (bytes ?? 0) / component.bytes;
      const bar = element('span', { class: 'bar', 'aria-hidden': 'true' });
      bar.style.inlineSize = `${part * 100}%`;
      return element(
        'tr',
        {},
        element('th', { scope: 'row' }, name),
        element('td', {}, languages.join(', ') || 'unknown'),
        element('td', {}, bytes === null ? 'the host’s' : size(bytes)),
        element('td', { class: 'share' }, share(part), bar),
      );
    });
  table.tBodies[0]?.replaceChildren(...rows);
}

/** @param {Build} build */
export function summary({ component, graph }) {
  const parts = graph.components.filter(({ has_code: hasCode }) => hasCode);
  const languages = [...new Set(parts.flatMap((part) => part.languages))];
  return `one WebAssembly file of ${size(component.bytes)}, ${parts.length} components in ${languages.join(', ')}`;
}

/** @param {Build} build */
export function identity({ component }) {
  return ['pipeline.wasm, SHA-256 ', element('code', {}, component.sha256), ': the file that the commands run.'];
}

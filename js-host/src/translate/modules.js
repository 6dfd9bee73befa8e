/** Prepares core modules: gives each a name and its memory a maximum. A few bytes are added; the code is unchanged. */

import { leb, nameBytes, paddedLeb, Reader, section, sections } from './binary.js';

const CUSTOM = 0;
const MEMORY = 5;
export const PAGE = 65536;
const MOST_PAGES = 65536;

/**
 * The memory of a module, in pages.
 * @typedef {object} Memory
 * @property {number} at where in the module its maximum is, in five bytes
 * @property {number} least
 * @property {number} most
 */

/**
 * The component that a module belongs to, and its memory.
 * @typedef {Partial<import('./parts.js').Part> & { memory?: Memory }} ModuleFacts
 */

/**
 * What is known about a composition: its modules by name, by interface the component that implements it for the host, and
 * the imports by which its spies report.
 * @typedef {{ modules: Record<string, ModuleFacts>, exporters: Record<string, string>, spies: string[] }} Facts
 */

/** The file of a translation that holds the facts. */
export const FACTS = 'facts.json';

/**
 * Gives a module a name, which V8 shows in stack traces. Function names stay.
 * @param {Uint8Array} module
 * @param {string} name
 * @returns {Buffer}
 */
export function named(module, name) {
  const kept = [];
  let others = module.subarray(0, 0);
  let done = 0;
  for (const { id, start, content, end } of sections(module)) {
    const reader = new Reader(module, content, end);
    if (id !== CUSTOM || reader.name() !== 'name') continue;
    kept.push(module.subarray(done, start));
    done = end;
    others = module.subarray(afterModuleName(reader), end);
  }
  const start = [...nameBytes('name'), ...section(0, nameBytes(name))];
  const head = [CUSTOM, ...leb(start.length + others.length), ...start];
  return Buffer.concat([...kept, module.subarray(done), Uint8Array.from(head), others]);
}

/** @param {Reader} names */
function afterModuleName(names) {
  const start = names.at;
  if (names.isAtEnd || names.byte() !== 0) return start;
  const length = names.number();
  return names.at + length;
}

/**
 * Gives a module's memory a maximum that can be overwritten.
 * @param {Uint8Array} module
 * @returns {{ bytes: Uint8Array, memory?: Memory }} without a memory if the module defines none, or one that can't be
 *   limited here: several, a shared one, a 64-bit one
 */
export function limitable(module) {
  for (const { id, start, content, end } of sections(module)) {
    if (id !== MEMORY) continue;
    const reader = new Reader(module, content, end);
    const count = reader.number();
    const flags = reader.byte();
    if (count !== 1 || flags > 1) break;
    const least = reader.number();
    const most = flags === 1 ? Math.min(reader.number(), MOST_PAGES) : MOST_PAGES;
    const replaced = section(MEMORY, [1, 1, ...leb(least), ...paddedLeb(most)]);
    const bytes = Buffer.concat([module.subarray(0, start), Uint8Array.from(replaced), module.subarray(end)]);
    return { bytes, memory: { at: start + replaced.length - paddedLeb(most).length, least, most } };
  }
  return { bytes: module };
}

/**
 * Overwrites the maximum, in pages.
 * @param {Uint8Array} module returned by `limitable`
 * @param {Memory} memory
 * @param {number} most
 */
export function setMaximum(module, { at, most: own }, most) {
  module.set(paddedLeb(Math.min(most, own)), at);
}

/** A holder and a maker on Node: two guests, or a guest and this host. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { test } from 'node:test';

import { holder as node } from '../holders/node.js';
import { maker as nodes } from '../makers/node.js';

/**
 * @typedef {import('../holders/node.js').Session} Session
 * @typedef {{ holder: string, maker: string, file: string }} Names
 * @typedef {object} Pairing
 * @property {Names} names
 * @property {any} holder `my:ledger/holder`; if the holder is Node, without the functions that only a guest has
 * @property {() => Session} open a session that this host holds, from either maker
 * @property {() => { constructed: bigint, dropped: bigint }} counts
 * @property {() => number} memory bytes of all the linear memories
 */

const BUILD = new URL('../../../build/resources/js/', import.meta.url);

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** The folder of the file that is run. */
const BEHAVIOUR = basename(dirname(process.argv[1] ?? ''));

/** @type {Names[]} if the component contains only one of them, the host is the other */
const PAIRINGS = [
  { holder: 'Node', maker: 'Rust', file: 'rust-maker' },
  { holder: 'Node', maker: 'Go', file: 'go-maker' },
  { holder: 'Rust', maker: 'Node', file: 'rust-holder' },
  { holder: 'Go', maker: 'Node', file: 'go-holder' },
  { holder: 'Rust', maker: 'Go', file: 'rust-holds-go' },
  { holder: 'Go', maker: 'Rust', file: 'go-holds-rust' },
];

/** The pairings in which a test is to be run. */
export const nodeHolds = (/** @type {Names} */ { holder }) => holder === 'Node';
export const nodeMakes = (/** @type {Names} */ { maker }) => maker === 'Node';
export const guestHolds = (/** @type {Names} */ names) => !nodeHolds(names);
export const guestMakes = (/** @type {Names} */ names) => !nodeMakes(names);
export const guestsAlone = (/** @type {Names} */ names) => guestHolds(names) && guestMakes(names);

/**
 * @param {string} title
 * @param {(pairing: Pairing) => void | Promise<void>} check
 * @param {(names: Names) => boolean} meant
 */
export function inEach(title, check, meant = () => true) {
  const row = `| ${title} |${PAIRINGS.map((names) => (meant(names) ? ' ● |' : ' |')).join('')}\n`;
  assert.ok(README.includes(row), `found no row in the README \`${row.trim()}\``);
  for (const names of PAIRINGS.filter(meant)) {
    test(`${BEHAVIOUR}, ${names.holder} holds ${names.maker}’s: ${title}`, async () => check(await load(names)));
  }
}

/**
 * @param {Names} names
 * @returns {Promise<Pairing>}
 */
export async function load(names) {
  const folder = new URL(`${names.file}/`, BUILD);
  const { instantiate } = await import(new URL('component.js', folder).href);
  /** @type {WebAssembly.Memory[]} */
  const memories = [];
  const own = nodes();
  const exports = instantiate(
    (/** @type {string} */ name) => new WebAssembly.Module(readFileSync(new URL(name, folder))),
    { 'my:ledger/sessions': own },
    (/** @type {WebAssembly.Module} */ module, /** @type {WebAssembly.Imports} */ imports) => {
      const instance = new WebAssembly.Instance(module, imports);
      memories.push(...Object.values(instance.exports).filter((value) => value instanceof WebAssembly.Memory));
      return instance;
    },
  );
  const { Session, count } = nodeMakes(names) ? own : exports['my:ledger/sessions@1.0.0'];
  return {
    names,
    holder: nodeHolds(names) ? node(Session) : exports['my:ledger/holder@1.0.0'],
    open: Session.open,
    counts: count,
    memory: () => memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
  };
}

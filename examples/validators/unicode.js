/**
 * Compares the validators by every character of Unicode: the form in which an address with it in the domain is compared, and
 * whether such a domain is a name. Prints for each language the characters that aren't treated as in Rust.
 *
 * usage: unicode.js NAME=COMPONENT…     the first is the one that the others are compared with
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { transpile } from '@bytecodealliance/jco';

const INTERFACE = 'my:user-validator/validator@2.0.0';
/** Characters per call. */
const CHUNK = 0x4000;

const folder = mkdtempSync(join(tmpdir(), 'validators-'));
try {
  /** @type {string[] | undefined} */
  let first;
  for (const argument of process.argv.slice(2)) {
    const [name = '', file = ''] = argument.split('=');
    const found = results(await load(name, file));
    first ??= found;
    const differing = [...found.keys()].filter((point) => found[point] !== first?.[point]);
    console.log(`${name}: ${differing.length} characters`);
    for (const [from, to] of ranges(differing)) {
      const range = from === to ? hex(from) : `${hex(from)} to ${hex(to)}`;
      console.log(`  ${range}: ${JSON.stringify(found[from])}, expected ${JSON.stringify(first[from])}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** An instance of a component. @param {string} name @param {string} file */
async function load(name, file) {
  const { files } = await transpile(readFileSync(file), { name });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name, path)), { recursive: true });
    writeFileSync(join(folder, name, path), content);
  }
  writeFileSync(join(folder, name, 'package.json'), '{ "type": "module" }');
  const module = await import(pathToFileURL(join(folder, name, `${name}.js`)).href);
  return module[INTERFACE];
}

/** What a validator makes of each code point, by its number. @param {any} validator */
function results(validator) {
  // A list makes that only names of hosts are allowed.
  const rules = {
    minAge: 0,
    maxAge: 150,
    nameMinLength: 0,
    allowedDomains: [],
    deniedDomains: ['x.y'],
    emailSyntax: 'simple',
  };
  const set = new validator.RuleSet(rules);
  /** @type {string[]} */
  const all = [];
  for (let start = 0; start <= 0x10ffff; start += CHUNK) {
    const points = Array.from({ length: CHUNK }, (_, index) => start + index);
    // Surrogates are in no text.
    const emails = column(points.map((point) => (point >= 0xd800 && point <= 0xdfff ? '' : email(point))));
    const names = column(points.map(() => 'A'));
    const forms = values(validator.canonicalEmails(emails));
    const refused = new Set();
    for (const { row } of set.validateBatch({ names, emails, ages: new Uint32Array(CHUNK) })) refused.add(row);
    forms.forEach((form, index) => all.push(`${form}${refused.has(index) ? ', no name' : ''}`));
  }
  return all;
}

/** @param {number} point */
function email(point) {
  return `a@b${String.fromCodePoint(point)}c.example`;
}

/** @param {string[]} texts */
function column(texts) {
  let end = 0;
  return { text: texts.join(''), ends: Uint32Array.from(texts, (text) => (end += Buffer.byteLength(text))) };
}

/** @param {{ text: string, ends: Uint32Array }} column */
function values({ text, ends }) {
  const bytes = Buffer.from(text);
  return Array.from(ends, (end, index) => bytes.toString('utf8', index ? ends[index - 1] : 0, end));
}

/** The first and last of each run. @param {number[]} points */
function ranges(points) {
  /** @type {[number, number][]} */
  const ranges = [];
  for (const point of points) {
    const last = ranges.at(-1);
    if (last && last[1] + 1 === point) last[1] = point;
    else ranges.push([point, point]);
  }
  return ranges;
}

/** @param {number} point */
function hex(point) {
  return `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
}

/**
 * How long the commands of the labs take on two cores. The labs' tests measure it, `make bless` records it in times.json,
 * and the pages state what is recorded there.
 */

import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @typedef {[command: string, seconds: number][]} Times in the order of the page */

const RECORD = fileURLToPath(new URL('../times.json', import.meta.url));
const AGAIN = 'run `make -C workshop bless`';

/** Whether to record the times instead of printing them. */
export const BLESS = process.env['BLESS'] === '1';

/** In seconds. The pages don't mention commands that are faster. */
const SHORTEST = 2;

/** By lab, such as `3`, or `8 go`. @returns {Record<string, Times>} */
const read = () => JSON.parse(readFileSync(RECORD, 'utf8'));

/** @param {string} lab @returns {Times} */
export function recorded(lab) {
  const times = read()[lab];
  assert.ok(times, `no times are recorded for lab ${lab}: ${AGAIN}`);
  return times;
}

/** @param {Times} times */
const long = (times) => times.filter(([, seconds]) => seconds >= SHORTEST);

/** @param {Times} times */
export const total = (times) => long(times).reduce((sum, [, seconds]) => sum + seconds, 0);

/** @param {number} seconds */
export const rounded = (seconds) => (seconds < 10 ? Math.round(seconds) : 5 * Math.round(seconds / 5));

/**
 * Records what was measured, or prints it beside what is recorded; how long a command takes fails no test, since machines
 * differ.
 * @param {import('node:test').TestContext} t
 * @param {string} lab
 * @param {Times} times
 */
export function compare(t, lab, times) {
  if (BLESS) {
    const all = existsSync(RECORD) ? read() : {};
    all[lab] = times.map(([command, seconds]) => [command, Number(seconds.toFixed(1))]);
    const text = (/** @type {Times} */ each) => each.map((one) => `\n    ${JSON.stringify(one)}`).join(',');
    const labs = Object.keys(all).sort().map((key) => `  ${JSON.stringify(key)}: [${text(all[key] ?? [])}\n  ]`);
    writeFileSync(RECORD, `{\n${labs.join(',\n')}\n}\n`);
    return;
  }
  const expected = recorded(lab);
  assert.deepEqual(expected.map(([command]) => command), times.map(([command]) => command), `lab ${lab} has other commands than recorded: ${AGAIN}`);
  times.forEach(([command, seconds], at) => {
    const stated = expected[at]?.[1] ?? 0;
    if (Math.max(stated, seconds) >= SHORTEST) t.diagnostic(`${command}: ${seconds.toFixed(0)} s, recorded ${stated.toFixed(0)} s`);
  });
}

/** The line of a lab's page that states its times. @param {Times} times */
export function line(times) {
  /** @type {Map<string, string[]>} */
  const found = new Map();
  for (const [command, seconds] of long(times)) {
    const name = command.replace(/ (-|[|<]|samples\/|lab\/|build\/|NAME=).*/, '');
    found.set(name, [...(found.get(name) ?? []), `${rounded(seconds)} s`]);
  }
  const parts = [...found].map(([name, each]) => `\`${name}\` ${each.join(', then ')}`);
  return `**Build times** on two cores: ${parts.join('; ') || `under ${SHORTEST} s each`}.`;
}

/** The seconds in which the first run of a new composition compiles it: lab 6 has one. */
export function compiling() {
  const [, seconds] = recorded('6').find(([command]) => command.startsWith('bin/pipeline run --trace')) ?? [];
  assert.ok(seconds, 'lab 6 no longer runs a new composition');
  return rounded(seconds);
}

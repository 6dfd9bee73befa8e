/** The pages state the recorded times. With BLESS=1, writes them there. */

import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { BLESS, compiling, line, recorded, rounded, total } from './times.js';

const WORKSHOP = fileURLToPath(new URL('../', import.meta.url));
const labs = readdirSync(WORKSHOP).filter((name) => /^\d+-/.test(name));

const numberOf = (/** @type {string} */ lab) => String(lab.split('-')[0]);

/**
 * Replaces texts of a page, each of which has a pattern that occurs once.
 * @param {string} file
 * @param {[RegExp, string][]} texts
 */
function states(file, texts) {
  const page = readFileSync(`${WORKSHOP}${file}`, 'utf8');
  const stated = texts.reduce((text, [pattern, replacement]) => {
    assert.equal(text.match(new RegExp(pattern, 'gm'))?.length, 1, `${file} must have one text of the form ${pattern}`);
    return text.replace(new RegExp(pattern, 'm'), replacement);
  }, page);
  if (BLESS) writeFileSync(`${WORKSHOP}${file}`, stated);
  else assert.equal(page, stated, `${file} states other times than recorded: run \`make -C workshop bless\``);
}

/** @param {string} lab @param {string} command */
const composing = (lab, command) => `${rounded(recorded(lab).findLast(([name]) => name === command)?.[1] ?? NaN)} s`;

for (const lab of labs) {
  const number = numberOf(lab);
  test(`the page of lab ${number} states its times`, () => states(`${lab}/README.md`, [[/^\*\*Build times\*\* .*$/, line(recorded(number))]]));
}

test('the page of the workshop states their times', () => {
  const rows = labs.map((lab) => {
    const seconds = rounded(total(recorded(numberOf(lab))));
    return /** @type {[RegExp, string]} */ ([new RegExp(`(?<=\\(${lab}/README.md\\) \\| \\d+ \\| )[^|]+(?= \\|)`), seconds > 0 ? `${seconds} s` : '–']);
  });
  const python = `${composing('8 python', 'make compose')} instead of ${composing('8', 'make compose')}`;
  states('README.md', [...rows, [/(?<=for the machine, which takes )[^,]+/, `${compiling()} s`], [/(?<=in Python, `make compose` takes )[^,]+/, python]]);
});

test('the slide of the first start states the time', () => states('slides.html', [[/(?<=<span data-seconds="compile">)\d+/, String(compiling())]]));

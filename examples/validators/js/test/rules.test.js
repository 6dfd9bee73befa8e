/** The core, by the cases that every validator is tested by. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { values, violations } from '../src/columns.js';
import { canonical, isEmail } from '../src/emails.js';
import { DEFAULTS, FIELDS, Rules } from '../src/rules.js';

/** @typedef {import('../src/rules.js').Rule} Rule */

const cases = JSON.parse(readFileSync(new URL('../../../../tests/vectors/validator/cases.json', import.meta.url), 'utf8'));

/** The default rules, changed by the settings of a group of cases. @param {Record<string, any> | null} changes */
function rules(changes) {
  const settings = Object.entries(changes ?? {}).map(([name, value]) => [
    name.replace(/-(.)/g, (_, letter) => letter.toUpperCase()),
    value,
  ]);
  return new Rules({ ...DEFAULTS, ...Object.fromEntries(settings) });
}

/** @param {string[]} texts */
function column(texts) {
  let end = 0;
  return { text: texts.join(''), ends: texts.map((text) => (end += Buffer.byteLength(text))) };
}

test('an address is valid or not', () => {
  for (const [email, valid] of cases.emails) assert.equal(isEmail(email), valid, email);
});

test('addresses are compared in one form', () => {
  for (const [email, expected] of cases.canonical) {
    assert.equal(canonical(email), expected, email);
    assert.equal(canonical(expected), expected);
  }
});

for (const group of cases.judged) {
  test(`users break these rules alone and in a batch: ${group.about}`, () => {
    const judge = rules(group.rules);
    /** @type {[string, string, number, Rule[]][]} */
    const users = group.users;
    for (const [name, email, age, broken] of users) assert.deepEqual(judge.broken(name, email, age), broken, `${name}, ${email}`);
    const found = violations(
      judge,
      column(users.map(([name]) => name)),
      column(users.map(([, email]) => email)),
      users.map(([, , age]) => age),
    );
    assert.deepEqual(
      found,
      users.flatMap(([, , , broken], row) => broken.map((rule) => ({ row, rule }))),
    );
  });
}

test('a message has the numbers of the rules', () => {
  const judge = rules({ 'min-age': 18, 'name-min-length': 5 });
  assert.deepEqual(Object.keys(FIELDS), Object.keys(cases.messages));
  for (const [name, [field, message]] of Object.entries(cases.messages)) {
    const rule = /** @type {Rule} */ (name);
    const expected = message.replace('{min-age}', '18').replace('{name-min-length}', '5');
    assert.deepEqual([FIELDS[rule], judge.message(rule)], [field, expected]);
  }
});

test('contradictory rules are refused', () => {
  for (const changes of cases.contradictory) assert.throws(() => rules(changes), RangeError);
});

test('a batch that breaks its rules is refused', () => {
  for (const { about, names, emails, ages } of cases['broken-batches']) {
    const given = (/** @type {[string, number[]]} */ [text, ends]) => ({ text, ends });
    assert.throws(() => violations(rules(null), given(names), given(emails), ages), RangeError, about);
  }
  assert.deepEqual(values({ text: 'aé🦀', ends: [1, 1, 3, 7] }), ['a', '', 'é', '🦀']);
});

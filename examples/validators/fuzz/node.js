/**
 * The validators on Node: reads a case per line, and writes the answers of all of them as a line.
 *
 * usage: node.js NAME=FOLDER…     translations by translate.js
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const INTERFACE = 'my:user-validator/validator@2.0.0';
/** As in src/guest.rs. */
const CASES_PER_INSTANCE = 1000;
const ONE_BY_ONE = 6;
const RULES = ['name-empty', 'name-too-short', 'email-invalid', 'domain-not-allowed', 'too-young', 'invalid-age'];

/** @typedef {[name: string, email: string, age: number]} User */
/** @typedef {[text: string, ends: number[]]} Column */
/** @typedef {{ rules: Record<string, any> | null, users: User[] } | { names: Column, emails: Column, ages: number[] }} Case */

/** One validator, and its instance. */
class Candidate {
  /** @type {any} */
  #instance;
  #answered = 0;

  /** @param {string} folder @param {any} script */
  constructor(folder, script) {
    this.folder = folder;
    this.script = script;
    /** @type {Map<string, WebAssembly.Module>} */
    this.modules = new Map();
  }

  /** What the validator returns. A trap is an answer too. @param {Case} one */
  async answer(one) {
    if ('rules' in one) return (await this.#call((validator) => judge(validator, one))) ?? 'trap';
    const batch = { names: column(one.names), emails: column(one.emails), ages: Uint32Array.from(one.ages) };
    const violations = await this.#call((validator) => validator.validateBatch(batch));
    const forms = await this.#call((validator) => validator.canonicalEmails(batch.emails));
    return { batch: violations ? rows(violations) : 'trap', canonical: forms ? form(forms) : 'trap' };
  }

  /**
   * Calls the instance. Undefined: it trapped, and is gone.
   * @template T
   * @param {(validator: any) => T} call
   * @returns {Promise<T | undefined>}
   */
  async #call(call) {
    if (this.#instance === undefined || this.#answered >= CASES_PER_INSTANCE) {
      this.#instance = await this.script.instantiate((/** @type {string} */ name) => this.#module(name), {});
      this.#answered = 0;
    }
    this.#answered += 1;
    try {
      return call(this.#instance[INTERFACE]);
    } catch (error) {
      // A panic in JavaScript's engine or CPython is one of these, too. Anything else is a bug of this program, or of jco.
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      this.#instance = undefined;
      return undefined;
    }
  }

  /** @param {string} name */
  async #module(name) {
    const module = this.modules.get(name) ?? (await WebAssembly.compile(readFileSync(join(this.folder, name))));
    this.modules.set(name, module);
    return module;
  }
}

/** @param {any} validator @param {{ rules: Record<string, any> | null, users: User[] }} one */
function judge(validator, { rules, users }) {
  const set = rules && new validator.RuleSet(record(rules));
  const judge = set ?? validator;
  const batch = {
    names: columnOf(users.map(([name]) => name)),
    emails: columnOf(users.map(([, email]) => email)),
    ages: Uint32Array.from(users, ([, , age]) => age),
  };
  const some = users.slice(0, ONE_BY_ONE);
  const answer = {
    users: some.map(([name, email, age]) => judge.validateUser({ name, email, age }).map(message)),
    emails: some.map(([, email]) => validator.validateEmail(email)),
    batch: rows(judge.validateBatch(batch)),
    canonical: form(validator.canonicalEmails(batch.emails)),
    messages: RULES.map((rule) => message(judge.describe(rule))),
  };
  set?.[Symbol.dispose]();
  return answer;
}

/** Rules by the names that jco uses. @param {Record<string, any>} rules */
function record(rules) {
  const camel = (/** @type {string} */ name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(rules).map(([name, value]) => [camel(name), value]));
}

/** @param {Column} column */
function column([text, ends]) {
  return { text, ends: Uint32Array.from(ends) };
}

/** @param {string[]} texts */
function columnOf(texts) {
  let end = 0;
  return { text: texts.join(''), ends: Uint32Array.from(texts, (text) => (end += Buffer.byteLength(text))) };
}

/** @param {{ text: string, ends: Uint32Array }} column */
function form({ text, ends }) {
  return [text, Array.from(ends)];
}

/** @param {{ field: string, message: string }} error */
function message({ field, message }) {
  return [field, message];
}

/** @param {{ row: number, rule: string }[]} violations */
function rows(violations) {
  return violations.map(({ row, rule }) => [row, rule]);
}

/** @type {[name: string, Candidate][]} */
const candidates = [];
for (const argument of process.argv.slice(2)) {
  const [name = '', folder = ''] = argument.split('=');
  candidates.push([name, new Candidate(folder, await import(pathToFileURL(join(folder, 'validator.js')).href))]);
}
for await (const line of createInterface({ input: process.stdin })) {
  const one = JSON.parse(line);
  /** @type {Record<string, unknown>} */
  const answers = {};
  for (const [name, candidate] of candidates) answers[name] = await candidate.answer(one);
  process.stdout.write(`${JSON.stringify(answers)}\n`);
}

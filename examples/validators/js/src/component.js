/** The component: the adapter between the types in WIT and the rules. */

import { mapColumn, violations } from './columns.js';
import { canonical, isEmail } from './emails.js';
import { DEFAULTS, FIELDS, Rules } from './rules.js';

/** @typedef {{ name: string, email: string, age: number }} User */
/** @typedef {import('./columns.js').Column} Column */
/** @typedef {{ names: Column, emails: Column, ages: ArrayLike<number>, keptColumns?: string[] }} UserBatch */
/** @typedef {import('./rules.js').Rule} Rule */

/** componentize-qjs 0.4 passes a u32 from 2³¹ on as a negative number. @param {number} number */
const u32 = (number) => number >>> 0;

class RuleSet {
  #rules;

  /** @param {import('./rules.js').Settings} settings */
  constructor({ minAge, maxAge, nameMinLength, ...others }) {
    this.#rules = new Rules({ minAge: u32(minAge), maxAge: u32(maxAge), nameMinLength: u32(nameMinLength), ...others });
  }

  /** @param {User} user */
  validateUser({ name, email, age }) {
    return this.#rules.broken(name, email, u32(age)).map((rule) => this.describe(rule));
  }

  /** @param {UserBatch} batch */
  validateBatch({ names, emails, ages }) {
    return violations(this.#rules, names, emails, Uint32Array.from(ages));
  }

  /** @param {Rule} rule */
  describe(rule) {
    return { field: FIELDS[rule], message: this.#rules.message(rule) };
  }
}

const defaults = new RuleSet(DEFAULTS);

export const validator = {
  RuleSet,

  /** @param {User} user */
  validateUser: (user) => defaults.validateUser(user),

  validateEmail: isEmail,

  /** @param {Column} emails */
  canonicalEmails: (emails) => mapColumn(emails, canonical),

  /** @param {UserBatch} batch */
  validateBatch: (batch) => defaults.validateBatch(batch),

  /** @param {Rule} rule */
  describe: (rule) => defaults.describe(rule),
};

/** The component: the adapter between the types in WIT and the rules. */

import { mapColumn, violations } from './columns.js';
import { canonical, isEmail } from './emails.js';
import { DEFAULTS, FIELDS, Rules } from './rules.js';

/** @typedef {{ name: string, email: string, age: number }} User */
/** @typedef {import('./columns.js').Column} Column */
/** @typedef {{ names: Column, emails: Column, ages: ArrayLike<number>, keptColumns?: string[] }} UserBatch */
/** @typedef {import('./rules.js').Rule} Rule */

class RuleSet {
  #rules;

  /** @param {import('./rules.js').Settings} settings */
  constructor(settings) {
    this.#rules = new Rules(settings);
  }

  /** @param {User} user */
  validateUser({ name, email, age }) {
    return this.#rules.broken(name, email, age).map((rule) => this.describe(rule));
  }

  /** @param {UserBatch} batch */
  validateBatch({ names, emails, ages }) {
    return violations(this.#rules, names, emails, ages);
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

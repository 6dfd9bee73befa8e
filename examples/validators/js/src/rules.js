/**
 * The rules for a user. This and what it imports know nothing about components. A new rule is an entry of `FIELDS`, its message,
 * and a check in the function of its field.
 */

import { Domains } from './domains.js';
import { isEmail, isStrictEmail } from './emails.js';
import { isWhiteSpace, trim } from './text.js';

/** The rules that a user can break, in the order in which errors are listed, and the field that each is about. */
export const FIELDS = Object.freeze({
  'name-empty': 'name',
  'name-too-short': 'name',
  'email-invalid': 'email',
  'domain-not-allowed': 'email',
  'too-young': 'age',
  'invalid-age': 'age',
});

/** @typedef {keyof typeof FIELDS} Rule */

/**
 * The configurable part of the rules.
 * @typedef {object} Settings
 * @property {number} minAge
 * @property {number} maxAge
 * @property {number} nameMinLength in characters, after trimming
 * @property {string[]} allowedDomains
 * @property {string[]} deniedDomains
 * @property {'simple' | 'strict'} emailSyntax
 */

/** @type {Settings} */
export const DEFAULTS = {
  minAge: 13,
  maxAge: 150,
  nameMinLength: 2,
  allowedDomains: [],
  deniedDomains: [],
  emailSyntax: 'simple',
};

export class Rules {
  /** @param {Settings} settings */
  constructor(settings) {
    const { minAge, maxAge, nameMinLength, allowedDomains, deniedDomains, emailSyntax } = settings;
    if (minAge > maxAge) throw new RangeError(`min-age ${minAge} is above max-age ${maxAge}`);
    this.minAge = minAge;
    this.maxAge = maxAge;
    this.nameMinLength = nameMinLength;
    this.isStrict = emailSyntax === 'strict';
    this.domains = new Domains(allowedDomains, deniedDomains);
  }

  /** The message for a user who breaks a rule. @param {Rule} rule */
  message(rule) {
    switch (rule) {
      case 'name-empty':
        return 'Name cannot be empty';
      case 'name-too-short':
        return `Name must be at least ${this.nameMinLength} characters`;
      case 'email-invalid':
        return 'Invalid email format';
      case 'domain-not-allowed':
        return 'Email domain is not allowed';
      case 'too-young':
        return `Must be at least ${this.minAge} years old`;
      case 'invalid-age':
        return 'Invalid age';
    }
  }

  /**
   * The rules that one user breaks, in field order, at most one per field.
   * @param {string} name @param {string} email @param {number} age
   */
  broken(name, email, age) {
    /** @type {Rule[]} */
    const broken = [];
    for (const rule of [this.#checkName(name), this.#checkEmail(email), this.#checkAge(age)]) {
      if (rule) broken.push(rule);
    }
    return broken;
  }

  /** @param {string} name @returns {Rule | undefined} */
  #checkName(name) {
    const trimmed = trim(name, isWhiteSpace, isWhiteSpace);
    if (trimmed === '') return 'name-empty';
    return isShorter(trimmed, this.nameMinLength) ? 'name-too-short' : undefined;
  }

  /** @param {string} email @returns {Rule | undefined} */
  #checkEmail(email) {
    if (!isEmail(email) || (this.isStrict && !isStrictEmail(email))) return 'email-invalid';
    return this.domains.allow(email.slice(email.indexOf('@') + 1)) ? undefined : 'domain-not-allowed';
  }

  /** @param {number} age @returns {Rule | undefined} */
  #checkAge(age) {
    if (age < this.minAge) return 'too-young';
    return age > this.maxAge ? 'invalid-age' : undefined;
  }
}

/** Whether a text has fewer characters (Unicode scalar values). @param {string} text @param {number} least */
function isShorter(text, least) {
  // A character has one or two units.
  if (text.length < least) return true;
  if (text.length >= 2 * least) return false;
  return [...text].length < least;
}

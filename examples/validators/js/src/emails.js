/** The form of an e-mail address, and the form in which addresses are compared. */

import { canonicalDomain, dnsLength, hostName } from './hosts.js';
import { lowerAscii } from './text.js';

/** In bytes (RFC 5321). */
const LONGEST_LOCAL = 64;
const LONGEST_ADDRESS = 254;

const DOT_ATOM = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;

/**
 * Whether a text has exactly one `@`, something on both sides of it, and a dot inside the domain, none at its ends.
 * @param {string} email
 */
export function isEmail(email) {
  const at = email.indexOf('@');
  return (
    at > 0 &&
    email.lastIndexOf('@') === at &&
    email.includes('.', at) &&
    email[at + 1] !== '.' &&
    !email.endsWith('.')
  );
}

/** Whether an address that has one `@` has the form that mail systems agree on. @param {string} email */
export function isStrictEmail(email) {
  const at = email.indexOf('@');
  const local = email.slice(0, at);
  if (local.length > LONGEST_LOCAL || !DOT_ATOM.test(local)) return false;
  const name = hostName(email.slice(at + 1));
  const length = name === undefined ? undefined : dnsLength(name);
  return length !== undefined && local.length + 1 + length <= LONGEST_ADDRESS;
}

/** The address in the form in which addresses are compared. @param {string} email */
export function canonical(email) {
  const at = email.lastIndexOf('@');
  if (at < 0) return lowerAscii(email);
  return `${lowerAscii(email.slice(0, at))}@${canonicalDomain(email.slice(at + 1))}`;
}

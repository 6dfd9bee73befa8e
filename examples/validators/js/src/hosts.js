/** Names of hosts, and the one form in which their spellings are compared: Unicode by UTS 46. */

import punycode from 'punycode/punycode.es6.js';

import { isAscii, isWhiteSpace, lowerAscii, trim, utf8Length } from './text.js';
import { isVirama, map } from './uts46.js';

const PUNYCODE = 'xn--';

/** Longer names in other letters than ASCII aren't looked at: no name has more characters in any form. */
const LONGEST = 4 * 255;

const NOT_ASCII_NAME = /[^a-z0-9._-]/;
/** What ends a domain in the places that addresses are copied from, in full width too. */
const END = /[#/;>\uff03\uff0f\uff1b\uff1e]/;
const JOINERS = /[\u200c\u200d]/g;
/** Invisible characters; rust-components/escape defines them. A control character does something where it is shown. */
const UNSEEN = /(?![\u200c\u200d])[\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;
/** What can't be part of a name as it is written. */
const NOT_WRITTEN =
  /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\p{White_Space}\u3002\uff0e\uff61]/u;
/** Dots and joiners, which belong to no name at its end. */
const AT_END = '.\u3002\uff0e\uff61\u200c\u200d';
/** ASCII that no label has. */
// eslint-disable-next-line no-control-regex
const NEVER_KEPT = /(?![a-z0-9_-])[\x00-\x7f]|\ufffd/;
/** Blocks of punctuation and symbols. Some of these have letters, too. */
const SYMBOLS =
  /[\x80-\xbf\u2000-\u2bff\u2e00-\u2e7f\u3000-\u303f\ufe10-\ufe1f\ufe30-\ufe6f\uff00-\uffef\u{1f000}-\u{1faff}]/u;
const LETTERS = /[\p{Alphabetic}\p{N}]/u;
/** Punctuation that some letters need, and joiners. */
const PARTS = '-._\u00b7\u0375\u05f3\u05f4\u30fb\u200c\u200d';

/**
 * The form in which the name of a host is compared. Undefined: the domain isn't one as it is written. Only case, width,
 * composition and Punycode are spellings of a name.
 * @param {string} domain
 */
export function hostName(domain) {
  const name = asciiName(domain);
  if (name !== undefined) return name;
  if (NOT_WRITTEN.test(domain)) return undefined;
  const inUnicode = mapped(domain);
  return inUnicode !== undefined && [...inUnicode].every(isPart) ? inUnicode : undefined;
}

/**
 * The form in which a domain is compared to find duplicates. Here whatever isn't part of the name is dropped.
 * @param {string} domain
 */
export function canonicalDomain(domain) {
  const name = asciiName(domain);
  if (name !== undefined) return name;
  const end = domain.search(END);
  const seen = (end < 0 ? domain : domain.slice(0, end)).replace(UNSEEN, '');
  const written = trim(seen, isWhiteSpace, (character) => isWhiteSpace(character) || AT_END.includes(character));
  // Joiners that are out of place are invisible characters like others.
  const inUnicode = mapped(written) ?? (written.search(JOINERS) < 0 ? undefined : mapped(written.replace(JOINERS, '')));
  return inUnicode?.includes('.') ? inUnicode : lowerAscii(domain);
}

/**
 * The length in ASCII of what `hostName` returns, if it has the form and the lengths that DNS and mail require.
 * @param {string} name
 */
export function dnsLength(name) {
  const labels = name.split('.');
  let length = labels.length - 1;
  for (const label of labels) {
    const inAscii = isAscii(label) ? label.length : PUNYCODE.length + punycode.encode(label).length;
    if (inAscii > 63 || label.startsWith('-') || label.endsWith('-') || label.includes('_')) return undefined;
    length += inAscii;
  }
  // `1.2.3.4` is an address of a host, not its name.
  const isNumber = !/[^0-9]/.test(labels.at(-1) ?? '');
  return labels.length > 1 && !isNumber && length <= 253 ? length : undefined;
}

/** A domain in lower case, if a look at Unicode isn't needed to see that it is a name. @param {string} domain */
function asciiName(domain) {
  const lowered = lowerAscii(domain);
  const isName = !NOT_ASCII_NAME.test(lowered) && !lowered.includes(PUNYCODE) && lowered.split('.').every(Boolean);
  return isName ? lowered : undefined;
}

/** A name in Unicode by mapping, normalization and decoding. Undefined: it isn't one, or a label is empty. @param {string} domain */
function mapped(domain) {
  if (domain.length > LONGEST || utf8Length(domain) > LONGEST) return undefined;
  const labels = map(domain)?.normalize('NFC').split('.').map(unicodeLabel);
  return labels?.every((label) => label !== undefined) ? labels.join('.') : undefined;
}

/** A mapped label, decoded from Punycode. @param {string} label */
function unicodeLabel(label) {
  const text = label.startsWith(PUNYCODE) ? decoded(label.slice(PUNYCODE.length)) : label;
  return text && !NEVER_KEPT.test(text) && hasJoinersInPlace(text) ? text : undefined;
}

/** Punycode is only valid if it stands for something that can't be written otherwise. @param {string} encoded */
function decoded(encoded) {
  let text;
  try {
    text = punycode.decode(encoded);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  const isNormal = map(text) === text && text.normalize('NFC') === text;
  return !isAscii(text) && !text.startsWith(PUNYCODE) && isNormal ? text : undefined;
}

/** Whether each joiner comes after a virama (RFC 5892, appendix A). @param {string} label */
function hasJoinersInPlace(label) {
  let before = '-';
  for (const character of label) {
    if ((character === '\u200c' || character === '\u200d') && !isVirama(before)) return false;
    before = character;
  }
  return true;
}

/** Whether a character of a mapped name is part of it, rather than punctuation, a symbol, or invisible. @param {string} character */
function isPart(character) {
  if (PARTS.includes(character)) return true;
  if (isAscii(character) || SYMBOLS.test(character)) return LETTERS.test(character);
  return !NOT_WRITTEN.test(character);
}

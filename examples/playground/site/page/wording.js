/** Numbers as text. */

const NUMBER = new Intl.NumberFormat('en');
const DIGITS = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const SHARE = new Intl.NumberFormat('en', { style: 'percent', maximumSignificantDigits: 2 });

export const count = (/** @type {number} */ value) => NUMBER.format(value);

export const share = (/** @type {number} */ value) => SHARE.format(value);

/** @param {number} value in decimal units, like the inspector's */
export function size(value) {
  if (value < 1000) return `${value} B`;
  if (value < 999_500) return `${DIGITS.format(value / 1000)} kB`;
  return `${DIGITS.format(value / 1e6)} MB`;
}

/** @param {number} milliseconds */
export function time(milliseconds) {
  if (milliseconds < 0.05) return '< 0.1 ms';
  if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`;
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(2)} s`;
}

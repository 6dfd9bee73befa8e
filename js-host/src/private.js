/** Folders that nobody but the user can change. */

import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';

import { reason } from './failure.js';

const WRITABLE_BY_OTHERS = 0o022;
const STICKY = 0o1000;

/**
 * Makes the folder where it is missing. Fails, with a reason, where somebody else could change what is in it, or put
 * another folder in its place.
 * @param {string} wanted
 * @returns {string} the folder itself, no links on the way
 */
export function privateFolder(wanted) {
  try {
    mkdirSync(wanted, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Error(`cannot make \`${wanted}\`: ${reason(error)}`, { cause: error });
  }
  const folder = realpathSync(wanted);
  const me = process.geteuid?.();
  for (let at = folder; ; at = dirname(at)) {
    const { uid, mode } = lstatSync(at);
    const above = at !== folder;
    const owned = uid === me || (above && uid === 0);
    // In a folder such as /tmp nobody can rename what isn't theirs.
    const closed = (mode & WRITABLE_BY_OTHERS) === 0 || (above && (mode & STICKY) !== 0);
    if (!owned || !closed) throw new Error(`others can write to \`${at}\``);
    if (at === dirname(at)) return folder;
  }
}

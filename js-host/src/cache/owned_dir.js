/** Folders that only the user can change. */

import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';

import { reason } from '../failure.js';

const WRITABLE_BY_OTHERS = 0o022;
const STICKY = 0o1000;

/**
 * Creates the folder if it is missing. Throws, with a reason, if another user could change what is in it or replace it.
 * @param {string} wanted
 * @returns {string} its real path, without links
 */
export function ownedFolder(wanted) {
  try {
    mkdirSync(wanted, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Error(`cannot create \`${wanted}\`: ${reason(error)}`, { cause: error });
  }
  const folder = realpathSync(wanted);
  const me = process.geteuid?.();
  for (let at = folder; ; at = dirname(at)) {
    const { uid, mode } = lstatSync(at);
    const above = at !== folder;
    const owned = uid === me || (above && uid === 0);
    // In a sticky folder such as /tmp only owners can rename.
    const closed = (mode & WRITABLE_BY_OTHERS) === 0 || (above && (mode & STICKY) !== 0);
    if (!owned || !closed) throw new Error(`others can write to \`${at}\``);
    if (at === dirname(at)) return folder;
  }
}

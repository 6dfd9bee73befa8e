/** Files and folders that only the user can change. */

import { lstatSync, mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { reason } from '../failure.js';

const WRITABLE_BY_OTHERS = 0o022;
const STICKY = 0o1000;
const REPLACED = '\u{fffd}';

/**
 * Creates the folder if it is missing. Throws, with a reason, if another user could change what is in it or replace it.
 * @param {string} wanted
 * @returns {string} its real path, without links
 */
export function ownedFolder(wanted) {
  // Node replaces bytes that aren't UTF-8, and would use another folder.
  if (wanted.includes(REPLACED)) throw new Error(`\`${wanted}\` isn't UTF-8`);
  try {
    mkdirSync(wanted, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Error(`cannot create \`${wanted}\`: ${reason(error)}`, { cause: error });
  }
  const folder = realpathSync(wanted);
  if (folder.includes(REPLACED)) throw new Error(`\`${folder}\` isn't UTF-8`);
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

/**
 * Throws unless everything at a path, a file or a folder, is the user's, and others can't write to it.
 * @param {string} path
 */
export function checkOwned(path) {
  const data = lstatSync(path);
  const mine = data.uid === process.geteuid?.() && (data.mode & WRITABLE_BY_OTHERS) === 0;
  if (!mine || !(data.isFile() || data.isDirectory())) throw new Error(`others can write to \`${path}\``);
  if (data.isDirectory()) for (const name of readdirSync(path)) checkOwned(join(path, name));
}

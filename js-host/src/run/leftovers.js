/**
 * Cleans up after runs that were killed.
 *
 * A run's hidden folder is named after its process: `.partial-BOOT-NAMESPACE-PID` in the output, or
 * `.OUT.partial-BOOT-NAMESPACE-PID` beside one that doesn't exist yet. A PID alone is enough only on one machine that never
 * reboots: in another container or on another machine it is another process. A folder is removed only if all of its name
 * says that the process is gone.
 */

import { join, lstatSync, readdirSync, readFileSync, readlinkSync } from '../node.js';
import { isUnfinished, remove } from './interrupt.js';

/** How the names of hidden folders in an output begin, for any process. */
export const INSIDE = '.partial-';

/** The suffix of a folder that holds an earlier output, which has been replaced. */
export const REPLACED = '.old';

/** The bytes of an output's name that a hidden folder's name contains, so that it isn't too long for any file system. */
const MOST_OF_A_NAME = 100;

/** How the names of hidden folders beside the output `name` begin, for any process. @param {string} name */
export function beside(name) {
  let kept = '';
  for (const character of name) {
    if (Buffer.byteLength(kept + character) > MOST_OF_A_NAME) break;
    kept += character;
  }
  return `.${kept}${INSIDE}`;
}

/** This process, among all of this boot and PID namespace, if the system reports those. */
export function thisProcess() {
  const where = place();
  return where === undefined ? String(process.pid) : `${where}-${process.pid}`;
}

/** Where a PID is valid: this boot of this machine, and the PID namespace. Undefined if the system doesn't report them. */
function place() {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
    return `${boot}-${readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')}`;
  } catch {
    return undefined;
  }
}

/**
 * Removes what dead processes have left in a folder under names that begin with `start`. What can't be removed stays; it
 * does no harm.
 * @param {string} folder
 * @param {string} start
 */
export function clear(folder, start) {
  const idle = !isUnfinished();
  for (const found of entries(folder)) {
    if (!found.startsWith(start) || !isMine(join(folder, found))) continue;
    const name = found.slice(start.length, found.endsWith(REPLACED) ? -REPLACED.length : undefined);
    if (isGone(name, idle)) remove(join(folder, found));
  }
}

/** @param {string} folder */
export function entries(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Whether it is known to be a folder of this user, and no link. @param {string} path */
export function isMine(path) {
  try {
    const data = lstatSync(path);
    return data.isDirectory() && data.uid === process.geteuid?.();
  } catch {
    return false;
  }
}

/**
 * Whether a process, as `thisProcess` names it, has certainly ended.
 * @param {string} name
 * @param {boolean} idle whether one with the name of this process was an earlier one
 */
export function isGone(name, idle) {
  const where = place();
  if (where === undefined || !name.startsWith(`${where}-`)) return false;
  const text = name.slice(where.length + 1);
  if (!/^[1-9][0-9]{0,8}$/.test(text)) return false;
  const pid = Number(text);
  if (pid === process.pid) return idle;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH';
  }
}

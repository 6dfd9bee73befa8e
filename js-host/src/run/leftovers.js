/**
 * Cleans up after runs that were killed.
 *
 * A run's hidden folder is named after its process: `.OUT.partial-BOOT-NAMESPACE-PID`. A PID alone is enough only on one
 * machine that never reboots: in another container or on another machine it is another process. A folder is removed only if
 * all of its name says that the process is gone. The suffix `.old` marks a complete earlier output that was moved aside: it
 * is moved back if there is no newer output.
 */

import { join, lstatSync, readdirSync, readFileSync, readlinkSync, renameSync } from '../node.js';
import { isUnfinished, remove } from './interrupt.js';

/** The suffix of a folder that holds an earlier output. */
export const ASIDE = '.old';

/** How the names of hidden folders beside an output begin, for any process. @param {string} name */
const start = (name) => `.${name}.partial-`;

/**
 * The hidden folder of this process for the output `name`.
 * @param {string} name
 */
export function hidden(name) {
  const where = place();
  return `${start(name)}${where === undefined ? '' : `${where}-`}${process.pid}`;
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
 * Removes the hidden folders of dead processes for the output `out` in the folder `parent`, and moves an earlier output
 * back that one of them had moved aside. A folder that can't be removed stays; it does no harm.
 * @param {string} parent
 * @param {string} name
 * @param {string} out
 */
export function clear(parent, name, out) {
  const where = place();
  if (where === undefined) return;
  const mark = `${start(name)}${where}-`;
  for (const found of entries(parent)) {
    const path = join(parent, found);
    if (!found.startsWith(mark) || !isMine(path)) continue;
    const aside = found.endsWith(ASIDE);
    if (!isGone(found.slice(mark.length, aside ? -ASIDE.length : undefined))) continue;
    if (!aside || !isBack(path, out)) remove(path);
  }
}

/** @param {string} folder */
function entries(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** @param {string} path */
function isMine(path) {
  const data = lstatSync(path, { throwIfNoEntry: false });
  return data !== undefined && data.isDirectory() && data.uid === process.geteuid?.();
}

/**
 * Moves an earlier output back, unless there is a newer one: a folder can only replace an empty one.
 * @param {string} aside
 * @param {string} out
 */
function isBack(aside, out) {
  try {
    renameSync(aside, out);
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether no process of this namespace has this PID, or only this process, which has no output yet.
 * @param {string} text
 */
function isGone(text) {
  if (!/^[1-9][0-9]{0,8}$/.test(text)) return false;
  const pid = Number(text);
  if (pid === process.pid) return !isUnfinished();
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH';
  }
}

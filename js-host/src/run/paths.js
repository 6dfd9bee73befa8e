/** The files of a call, checked before any of them is opened: what the call writes is no other file of it. */

import { PipelineError } from '../failure.js';
import { basename, dirname, fstatSync, isAbsolute, join, readlinkSync, realpathSync, statSync } from '../node.js';
import { STDIN } from '../input.js';
import { FILES } from './publish.js';

/** The longest chain of links that Linux follows. */
const MOST_LINKS = 40;

/** A file with the name of its option or operand, for messages. */
class Named {
  /** @param {string} what @param {string} path */
  constructor(what, path) {
    this.what = what;
    this.shown = path;
    /** With links resolved, even if the file doesn't exist yet. */
    this.resolved = resolve(path, MOST_LINKS);
    const data = status(path);
    /** Which file or folder it is, of which there may be several paths. */
    this.identity = identity(data);
    this.isSpecial = data !== undefined && this.identity === undefined;
  }

  /** @param {Named} other */
  is(other) {
    return (this.resolved === other.resolved && !this.isSpecial) || (this.identity !== undefined && this.identity === other.identity);
  }

  /**
   * Whether it is this folder or in it. A mount can give a folder a second path, and so can upper and lower case.
   * @param {Named} folder
   */
  isIn(folder) {
    for (let at = this.resolved; ; at = dirname(at)) {
      if (at === folder.resolved || isAt(at, folder.identity)) return true;
      if (at === dirname(at)) return false;
    }
  }

  /**
   * Whether it is what this folder has under this name. Another link to that is another file, but standard input has no path.
   * @param {string} name
   * @param {Named} folder
   */
  isNamed(name, folder) {
    const path = join(folder.resolved, name);
    const mayBe = this.shown === STDIN || isAt(dirname(this.resolved), folder.identity);
    return this.resolved === path || (mayBe && isAt(path, this.identity));
  }

  /** @param {string} why */
  refused(why) {
    return new PipelineError('input', `cannot write to ${this}: ${why}`);
  }

  toString() {
    return `\`${this.shown}\` (${this.what})`;
  }
}

export class Paths {
  /** @type {Named[]} */
  #read = [];
  /** @type {Named[]} */
  #written = [];
  /** @type {Named | undefined} */
  #out;

  /** @param {string} what @param {unknown[]} paths those that are given */
  read(what, ...paths) {
    this.#read.push(...named(what, paths));
    return this;
  }

  /** @param {string} what @param {unknown[]} paths those that are given */
  written(what, ...paths) {
    this.#written.push(...named(what, paths));
    return this;
  }

  /** @param {string} what @param {string} path */
  out(what, path) {
    this.#out = new Named(what, path);
    return this;
  }

  /** Fails if a file would be overwritten that has another use. */
  check() {
    const out = this.#out;
    for (const [at, file] of this.#written.entries()) {
      const other = [...this.#read, ...this.#written.slice(0, at)].find((found) => file.is(found));
      if (other) throw file.refused(`it is the same file as ${other}; name another file`);
      if (out && file.isIn(out)) throw file.refused(`it is in the output folder, ${out}; name a file outside of it`);
    }
    if (!out) return;
    for (const file of this.#written) {
      if (out.isIn(file)) throw out.refused(`it is in the file ${file}; name another folder`);
    }
    for (const file of this.#read) {
      if (file.is(out)) throw out.refused(`it is the same file as ${file}; name another folder`);
      if (FILES.some((name) => file.isNamed(name, out))) {
        throw out.refused(`its file ${file} would be replaced; name another folder`);
      }
    }
  }
}

/** @param {string} what @param {unknown[]} paths */
function named(what, paths) {
  return paths.filter((path) => path !== undefined).map((path) => new Named(what, String(path)));
}

/** Undefined for a device or a pipe, which isn't overwritten. @param {import('node:fs').BigIntStats | undefined} data */
function identity(data) {
  return data?.isFile() || data?.isDirectory() ? `${data.dev}:${data.ino}` : undefined;
}

/** @param {string} path @param {string | undefined} expected */
function isAt(path, expected) {
  return expected !== undefined && identity(status(path)) === expected;
}

/** @param {string} path */
function status(path) {
  try {
    return path === STDIN ? fstatSync(0, { bigint: true }) : statSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}

/**
 * The path without links. What doesn't exist yet counts as the file that would be created.
 * @param {string} path
 * @param {number} mostLinks
 * @returns {string}
 */
function resolve(path, mostLinks) {
  try {
    return realpathSync(path);
  } catch {
    // It doesn't exist, or leads nowhere.
  }
  const parent = dirname(path);
  if (mostLinks > 0) {
    try {
      const target = readlinkSync(path);
      return resolve(isAbsolute(target) ? target : join(parent, target), mostLinks - 1);
    } catch {
      // It is no link.
    }
  }
  return parent === path ? path : join(resolve(parent, mostLinks), basename(path));
}

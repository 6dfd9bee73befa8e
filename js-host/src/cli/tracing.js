/** `--trace` and `--trace-file`. */

import { writeFileSync } from 'node:fs';

import { ofSystem, PipelineError } from '../failure.js';
import { existsSync, fileURLToPath } from '../node.js';
import { chrome } from '../trace/chrome.js';
import { table } from '../trace/table.js';
import { Trace } from '../trace/trace.js';
import { tree } from '../trace/tree.js';
import { tell } from './terminal.js';

/** The composition with spies, built by `make compose`. */
const TRACED = fileURLToPath(new URL('../../../build/traced.wasm', import.meta.url));

export class Tracing {
  trace = new Trace();

  /**
   * @param {import('./arguments.js').Values} values
   * @param {import('./arguments.js').Call['verb']} verb
   */
  constructor(values, verb) {
    this.shown = Boolean(values.trace);
    this.file = values['trace-file'] === undefined ? undefined : String(values['trace-file']);
    this.verb = verb;
  }

  get component() {
    if (existsSync(TRACED)) return TRACED;
    const how = '`make compose` builds it, or name another one with `--component`';
    throw new PipelineError('input', `cannot find the component: no \`${TRACED}\`; ${how}`);
  }

  /** Prints the trace, or writes it to a file, or both. */
  end() {
    if (this.file !== undefined) {
      try {
        writeFileSync(this.file, chrome(this.trace));
      } catch (error) {
        throw ofSystem('output', `write to \`${this.file}\``, error);
      }
    }
    const text = this.verb === 'run' ? table(this.trace) : tree(this.trace);
    if (this.shown) tell(`${text.trimEnd()}\n`);
  }
}

/** Translates a component to JavaScript and core modules, by jco. */

import { CONFIG, JOB, PipelineError, SERVICE } from '../failure.js';
import { FACTS, limitable, named } from './modules.js';
import { exporters, modulesByPart } from './parts.js';

/** Increase it when the changes made here to jco's files change, so that older cached translations aren't used. */
export const FORMAT = 5;

/** The interfaces that a host calls. */
const EXPORTS = [JOB, SERVICE, CONFIG];

/** With `multiMemory`, copies between components are made within wasm. */
const OPTIONS = /** @type {const} */ ({
  name: 'pipeline',
  instantiation: 'async',
  multiMemory: true,
  nodejsCompat: false,
});

/**
 * jco's script checks this before each of its many log messages on a call. The checks take longer than the call itself.
 */
const ASKS = 'if (!globalThis?.process?.env?.JCO_DEBUG) { return; }';

/**
 * jco's script takes a resource with the representation 0 for a missing one. componentize-qjs counts from 0, so the first rule-set
 * of a validator in JavaScript is such a resource. The entry of a missing one is 0 or undefined as a whole.
 */
const CALLS_0_MISSING = 'if (rep === 0 || (scope & T_FLAG) !== 0) {';
const CALLS_NONE_MISSING = 'if (!val || (scope & T_FLAG) !== 0) {';

/** jco's script drops U+FEFF at the start of each string. For a text-column, all ends would be wrong then. */
export const DROPS_MARK = 'new TextDecoder();';
export const KEEPS_MARK = "new TextDecoder('utf-8', { ignoreBOM: true });";

/** @type {[found: string, wanted: string][]} */
const CHANGES = [
  [DROPS_MARK, KEEPS_MARK],
  [ASKS, 'return;'],
  [CALLS_0_MISSING, CALLS_NONE_MISSING],
];

/** What jco's script does on each call between components and nothing needs: a promise, and names for its log. */
const BETWEEN = /** @type {[found: RegExp, wanted: string][]} */ ([
  [/async function _clearCurrentTask\(/, 'function _clearCurrentTask('],
  [/entryFnName: \[[^\]]*'new-sync-guest-task',\s*\]\.join\("\/"\)/, "entryFnName: 'new-sync-guest-task'"],
  [/newSubtask\.setTarget\(`.*`\);/, ''],
  [/waitable\.setTarget\(`waitable for subtask.*`\);/, ''],
]);

/** How an adapter between components gets and sets the callee's context. A component that uses its own names itself there. */
const CONTEXT = /\b([gs]et[01]): context[GS]et\.bind\(null, \{ slot: [01] \}\)/g;

/** The name of a spy's import in a traced composition. */
const SINK = /^[a-z0-9-]+-to-[a-z0-9-]+$/;

/**
 * @param {string} file for messages
 * @param {Uint8Array} bytes
 * @returns {Promise<Map<string, Uint8Array>>} by name: `pipeline.js`, the core modules that it asks for, facts about
 *   them, the types
 */
export async function transpile(file, bytes) {
  const jco = await import('@bytecodealliance/jco');
  const { files, imports, exports } = await jco.transpile(bytes, OPTIONS).catch((/** @type {Error} */ error) => {
    throw unreadable(file, reason(error));
  });
  const other = imports.find((name) => !SINK.test(name));
  if (other !== undefined) throw unreadable(file, `found an import of \`${other}\`, expected none`);
  const missing = EXPORTS.find((name) => !exports.some(([found]) => found === name));
  if (missing !== undefined) throw unreadable(file, `found no export \`${missing}\``);
  const result = new Map(Object.entries(files));
  let script = Buffer.from(result.get('pipeline.js') ?? []).toString();
  for (const [found, wanted] of [...CHANGES, ...(script.includes('_symmetricSyncGuestCallEnter') ? BETWEEN : [])]) {
    const changed = script.replace(found, wanted);
    if (changed === script) throw new Error(`cannot change jco's script: found no \`${found}\``);
    script = changed;
  }
  result.set('pipeline.js', Buffer.from(withoutContext(script)));
  return prepared(result, bytes, imports);
}

/**
 * Adapters save and restore the callee's context on each call, which takes a fifth of it. If no component has one, it is
 * always 0.
 * @param {string} script
 */
export function withoutContext(script) {
  const changed = script.replaceAll(CONTEXT, '$1: () => 0');
  return /context[GS]et\.bind/.test(changed) ? script : changed;
}

/**
 * Prepares the core modules: names them, makes their memories limitable, and collects facts.
 * @param {Map<string, Uint8Array>} files
 * @param {Uint8Array} component
 * @param {string[]} spies
 */
function prepared(files, component, spies) {
  const parts = modulesByPart(component);
  /** @type {import('./modules.js').Facts} */
  const facts = { modules: {}, exporters: exporters(component), spies };
  for (const [name, content] of files) {
    if (!name.endsWith('.wasm')) continue;
    const same = parts.find(({ start, end }) => Buffer.compare(content, component.subarray(start, end)) === 0);
    const { bytes, memory } = limitable(named(content, name.replace(/\.wasm$/, '')));
    files.set(name, bytes);
    facts.modules[name] = { ...(same && { part: same.part, languages: same.languages }), ...(memory && { memory }) };
  }
  return files.set(FACTS, Buffer.from(JSON.stringify(facts)));
}

/** What jco found, without what it did when it found it. @param {Error} error */
function reason(error) {
  // It has printed the details already, and can't translate another component in this process.
  if (error instanceof WebAssembly.RuntimeError) return 'jco cannot translate it, and ended with a panic';
  const [operation, cause] = error.message.split('\n\nCaused by:\n');
  return (cause ?? operation ?? '').replace(/\n */g, ', ').trim();
}

/** @param {string} file @param {string} why */
function unreadable(file, why) {
  return new PipelineError('input', `cannot read the component \`${file}\`: ${why}`);
}

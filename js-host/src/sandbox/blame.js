/** Which component to name when a run stops, and in which function of it. */

/** @typedef {import('./component.js').Facts} Facts */

/**
 * The component that implements an interface for the host, for a message. Empty where the composition has none.
 * @param {Facts} facts
 * @param {string | undefined} name of the interface
 */
export function inExporter(facts, name) {
  const part = name === undefined ? undefined : facts.exporters[name];
  const found = part === undefined ? undefined : Object.values(facts.modules).find((known) => known.part === part);
  return found ? inComponent(found) : '';
}

/** The component and the function in which a trap's stack starts, for a message. @param {Facts} facts @param {unknown} error */
export function innermost(facts, error) {
  const frames = [...String(/** @type {Error} */ (error).stack).matchAll(FRAME)].flatMap(([, name, module]) => {
    const found = facts.modules[`${module}.wasm`];
    return found?.part ? [{ found, called: demangled(name?.split(`${module}.`)[1]) }] : [];
  });
  const [first] = frames;
  if (!first) return '';
  const { part } = first.found;
  return inComponent(first.found, frames.find(({ found, called }) => called && found.part === part)?.called);
}

/** A line of a stack in a core module, by the name that `named` gave it: `at pipeline.core2.main.process (wasm://…)`. */
const FRAME = /^ +at (?:(.*) \()?wasm:\/\/wasm\/([^:]*)-[0-9a-f]+:wasm-function\[/gm;

/**
 * A function's name, if it is readable. Of Rust's two ways to mangle names only the older one is supported; the newer
 * one occurs in Rust's own library.
 * @param {string | undefined} name
 */
function demangled(name) {
  const [, mangled] = name?.match(/^_ZN(.*)17h[0-9a-f]{16}E$/) ?? [];
  if (mangled === undefined) return name?.startsWith('_R') ? undefined : name;
  const parts = [];
  for (let rest = mangled; rest !== ''; ) {
    const length = parseInt(rest, 10);
    const digits = String(length).length;
    if (!(length > 0)) return undefined;
    parts.push(rest.slice(digits, digits + length));
    rest = rest.slice(digits + length);
  }
  return parts.join('::');
}

/** @param {import('../translate/modules.js').ModuleFacts} facts @param {string} [called] */
function inComponent({ part, languages = [] }, called) {
  const by = languages.length > 0 ? ` (${languages.join(', ')})` : '';
  return `, in \`${part}\`${by}${called === undefined ? '' : `, \`${called}\``}`;
}

/** Finds which component of the composition each core module belongs to. */

import { Reader, sections } from './binary.js';

const ID = { custom: 0, module: 1, component: 4, instance: 5, alias: 6, import: 10, export: 11 };
const SORT = { core: 0, component: 4, instance: 5 };

/** The language of each tool. More reliable than the language a module claims: TinyGo's claims C99. */
const TOOLS = /** @type {Record<string, string>} */ ({
  TinyGo: 'Go',
  'Go cmd/compile': 'Go',
  'componentize-py': 'Python',
  ComponentizeJS: 'JavaScript',
  'componentize-js': 'JavaScript',
  AssemblyScript: 'AssemblyScript',
});

/** @typedef {{ part: string, languages: string[] }} Part */
/** @typedef {{ start: number, end: number }} Range */

/**
 * The core modules of the components, in the file's order.
 * @param {Uint8Array} component
 * @returns {(Part & Range)[]}
 */
export function modulesByPart(component) {
  const { made, names } = instances(component);
  const parts = made.flatMap((range, at) => (range && names.has(at) ? [{ part: String(names.get(at)), ...range }] : []));
  return parts.flatMap(({ part, start, end }) => {
    const modules = [...within(component, start, end)];
    const languages = languagesOf(component, start, end);
    return modules.map((range) => ({ part, languages, ...range }));
  });
}

/**
 * The components that implement the exported interfaces, by the interface's name.
 * @param {Uint8Array} component
 * @returns {Record<string, string>}
 */
export function exporters(component) {
  const { sources, names, exports } = instances(component);
  // An alias of an alias counts on.
  const origin = (/** @type {number} */ at) => {
    let instance = at;
    for (let source; (source = sources[instance]) !== undefined; ) instance = source;
    return instance;
  };
  const found = exports.map(({ name, instance }) => [name, names.get(origin(instance))]);
  return Object.fromEntries(found.filter(([, part]) => part !== undefined));
}

/**
 * The instances in the file: the components that they are made of, the instances that they are exports of, and their names
 * in the composition; and those that are exported.
 * @param {Uint8Array} bytes
 */
function instances(bytes) {
  const components = /** @type {(Range | undefined)[]} */ ([]);
  const made = /** @type {(Range | undefined)[]} */ ([]);
  const sources = /** @type {(number | undefined)[]} */ ([]);
  const exports = /** @type {{ name: string, instance: number }[]} */ ([]);
  let names = /** @type {Map<number, string>} */ (new Map());
  // Items that are not defined in the file count too.
  const skip = (/** @type {number} */ sort, /** @type {number | undefined} */ source = undefined) => {
    if (sort === SORT.component) components.push(undefined);
    if (sort === SORT.instance) sources[made.push(undefined) - 1] = source;
  };
  for (const { id, content, end } of sections(bytes)) {
    const reader = new Reader(bytes, content, end);
    if (id === ID.component) components.push({ start: content, end });
    else if (id === ID.instance) reader.list(() => made.push(components[instantiated(reader) ?? -1]));
    else if (id === ID.alias) reader.list(() => skip(...alias(reader)));
    else if (id === ID.import) reader.list(() => skip(imported(reader)));
    else if (id === ID.export) {
      reader.list(() => {
        const { name, sort, index } = exported(reader);
        if (sort === SORT.instance) exports.push({ name, instance: index });
        skip(sort, index);
      });
    }
    else if (id === ID.custom && reader.name() === 'component-name') names = instanceNames(reader);
  }
  return { made, sources, names, exports };
}

/** @param {Reader} reader @returns {number | undefined} the component; undefined for a bundle of exports */
function instantiated(reader) {
  const component = reader.byte() === 0 ? reader.number() : undefined;
  reader.list(() => {
    if (component === undefined) externName(reader);
    else reader.name();
    sort(reader);
    reader.number();
  });
  return component;
}

/** @param {Reader} reader */
function sort(reader) {
  const sort = reader.byte();
  if (sort === SORT.core) reader.byte();
  return sort;
}

/** @param {Reader} reader */
function externName(reader) {
  reader.byte();
  return reader.name();
}

/** @param {Reader} reader @returns {[sort: number, source: number | undefined]} the instance that it is an export of */
function alias(reader) {
  const found = sort(reader);
  const target = reader.byte();
  const instance = reader.number();
  if (target === 2) reader.number();
  else reader.name();
  return [found, target === 0 ? instance : undefined];
}

/** @param {Reader} reader */
function imported(reader) {
  externName(reader);
  return described(reader);
}

/** A description of a type. @param {Reader} reader */
function described(reader) {
  const found = sort(reader);
  // A type's bound: equal to another type, or any resource.
  if (found === 3 && reader.byte() === 1) return found;
  reader.number();
  return found;
}

/** @param {Reader} reader */
function exported(reader) {
  const name = externName(reader);
  const found = sort(reader);
  const index = reader.number();
  if (reader.byte() === 1) described(reader);
  return { name, sort: found, index };
}

/** @param {Reader} reader @returns {Map<number, string>} */
function instanceNames(reader) {
  const names = new Map();
  while (!reader.isAtEnd) {
    const kind = reader.byte();
    const end = reader.number() + reader.at;
    if (kind === 1 && sort(reader) === SORT.instance) {
      reader.list(() => names.set(reader.number(), reader.name()));
    }
    reader.at = end;
  }
  return names;
}

/** @param {Uint8Array} bytes @param {number} start @param {number} end @returns {Generator<Range>} */
function* within(bytes, start, end) {
  for (const { id, content, end: last } of sections(bytes, start, end)) {
    if (id === ID.module) yield { start: content, end: last };
    if (id === ID.component) yield* within(bytes, content, last);
  }
}

/** @param {Uint8Array} bytes @param {number} start @param {number} end @returns {string[]} */
function languagesOf(bytes, start, end) {
  const claimed = new Set();
  const tools = new Set();
  if (Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).includes('libpython')) tools.add('Python');
  const inside = [...sections(bytes, start, end)].filter(({ id }) => id === ID.module);
  const made = inside.flatMap((module) => [...producers(bytes, module.content, module.end)]);
  for (const { field, name } of [...producers(bytes, start, end), ...made]) {
    if (field === 'language') claimed.add(plain(name));
    else if (TOOLS[name]) tools.add(TOOLS[name]);
  }
  return [...(tools.size > 0 ? tools : claimed)];
}

/** @param {string} language */
function plain(language) {
  if (/^C(99|11|17)$/.test(language)) return 'C';
  return language === 'C_plus_plus_14' ? 'C++' : language;
}

/**
 * The languages and tools that a component or a module claims in its `producers` section.
 * @param {Uint8Array} bytes
 * @param {number} start
 * @param {number} end
 * @returns {Generator<{ field: string, name: string }>}
 */
function* producers(bytes, start, end) {
  for (const { id, content, end: last } of sections(bytes, start, end)) {
    const reader = new Reader(bytes, content, last);
    if (id !== ID.custom || reader.name() !== 'producers') continue;
    const fields = reader.list(() => ({ field: reader.name(), values: reader.list(() => [reader.name(), reader.name()]) }));
    for (const { field, values } of fields) for (const [name = ''] of values) yield { field, name };
  }
}

/**
 * A chain of echoes on Node, by jco: reads a request per line, and writes an answer as a line. src/values.rs describes the values.
 *
 * usage: node.js COMPONENT
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

import { transpile } from '@bytecodealliance/jco';

import { DROPS_MARK, KEEPS_MARK } from '../../js-host/src/translate/transpile.js';

/** @typedef {any} Type as src/values.rs describes it */

const ARRAYS = /** @type {Record<string, any>} */ ({
  u8: Uint8Array,
  s8: Int8Array,
  u16: Uint16Array,
  s16: Int16Array,
  u32: Uint32Array,
  s32: Int32Array,
  u64: BigUint64Array,
  s64: BigInt64Array,
  f32: Float32Array,
  f64: Float64Array,
});

const view = new DataView(new ArrayBuffer(8));

/** A value for jco. @param {Type} type @param {any} value @returns {any} */
function toJs(type, value) {
  if (typeof type === 'string') return plainToJs(type, value);
  if (type.list) {
    const all = value.map((/** @type {any} */ one) => toJs(type.list, one));
    return ARRAYS[type.list] ? ARRAYS[type.list].from(all) : all;
  }
  if (type.option) {
    const some = value.length > 0 ? toJs(type.option, value[0]) : undefined;
    if (!maybeUndefined(type.option)) return some;
    return value.length > 0 ? { tag: 'some', val: some } : { tag: 'none' };
  }
  if (type.result) return { tag: ['ok', 'err'][value[0]], ...payloadToJs(type.result[value[0]], value[1]) };
  if (type.tuple) return type.tuple.map((/** @type {Type} */ each, /** @type {number} */ at) => toJs(each, value[at]));
  if (type.record) return Object.fromEntries(type.record.map((/** @type {[string, Type]} */ [name, of], /** @type {number} */ at) => [name, toJs(of, value[at])]));
  if (type.enum) return type.enum[value];
  if (type.flags) return Object.fromEntries(type.flags.map((/** @type {string} */ name, /** @type {number} */ at) => [name, value[at]]));
  const [name, of] = type.variant[value[0]];
  return { tag: name, ...payloadToJs(of, value[1]) };
}

/** @param {Type} type @param {any} value */
function payloadToJs(type, value) {
  return type === null ? {} : { val: toJs(type, value[0]) };
}

/** @param {string} type @param {any} value */
function plainToJs(type, value) {
  if (['bool', 'char', 'string'].includes(type)) return value;
  if (type === 'u64' || type === 's64') return BigInt(value);
  if (type !== 'f32' && type !== 'f64') return Number(value);
  if (value === 'nan') return NaN;
  if (type === 'f32') view.setUint32(0, Number(value));
  else view.setBigUint64(0, BigInt(value));
  return type === 'f32' ? view.getFloat32(0) : view.getFloat64(0);
}

/** Whether a value may be `undefined`, so that an option of it needs an object. @param {Type} type @returns {boolean} */
function maybeUndefined(type) {
  return typeof type !== 'string' && type.option !== undefined && !maybeUndefined(type.option);
}

/** A value of jco as JSON. @param {Type} type @param {any} value @returns {any} */
function fromJs(type, value) {
  if (typeof type === 'string') return plainFromJs(type, value);
  if (type.list) return Array.from(value, (one) => fromJs(type.list, one));
  if (type.option) {
    const nested = maybeUndefined(type.option);
    if (nested ? value.tag === 'none' : value === undefined) return [];
    return [fromJs(type.option, nested ? value.val : value)];
  }
  if (type.result) {
    const at = ['ok', 'err'].indexOf(value.tag);
    return [at, payloadFromJs(type.result[at], value.val)];
  }
  if (type.tuple) return type.tuple.map((/** @type {Type} */ each, /** @type {number} */ at) => fromJs(each, value[at]));
  if (type.record) return type.record.map((/** @type {[string, Type]} */ [name, of]) => fromJs(of, value[name]));
  if (type.enum) return type.enum.indexOf(value);
  if (type.flags) return type.flags.map((/** @type {string} */ name) => value[name]);
  const at = type.variant.findIndex((/** @type {[string, Type]} */ [name]) => name === value.tag);
  return [at, payloadFromJs(type.variant[at][1], value.val)];
}

/** @param {Type} type @param {any} value */
function payloadFromJs(type, value) {
  return type === null ? [] : [fromJs(type, value)];
}

/** @param {string} type @param {any} value */
function plainFromJs(type, value) {
  if (type !== 'f32' && type !== 'f64') return ['bool', 'char', 'string'].includes(type) ? value : String(value);
  if (Number.isNaN(value)) return 'nan';
  if (type === 'f32') view.setFloat32(0, value);
  else view.setFloat64(0, value);
  return String(type === 'f32' ? view.getUint32(0) : view.getBigUint64(0));
}

/**
 * A result that is returned as a whole is its payload, or an exception, unless its type has a name.
 * @param {{ type: Type, named: boolean }} of @param {() => any} call
 */
function returned({ type, named }, call) {
  if (!type.result || named) return fromJs(type, call());
  try {
    return [0, payloadFromJs(type.result[0], call())];
  } catch (error) {
    if (!(error instanceof Error) || !('payload' in error)) throw error;
    return [1, payloadFromJs(type.result[1], error.payload)];
  }
}

/**
 * Two values through all functions of a resource, as in src/host.rs.
 * @param {any} module @param {Type} type @param {{ type: Type, named: boolean }} of @param {any[]} values
 */
function handles(module, type, of, values) {
  const [first, second] = values.map((value) => toJs(type, value));
  let one = new module.Cell(first);
  const get = returned(of, () => one.get());
  const set = returned(of, () => one.set(second));
  one = module.pass(one);
  const peek = returned(of, () => module.peek(one));
  const both = module.all([one, new module.Cell(second)]);
  const all = both.map((/** @type {any} */ each) => returned(of, () => each.get()));
  const kept = module.maybe(both.pop());
  const maybe = returned(of, () => kept.get());
  let none = false;
  try {
    module.maybe(undefined);
  } catch (error) {
    none = error instanceof Error && 'payload' in error;
  }
  // jco drops another handle than that of the list: gaps.test.js.
  kept[Symbol.dispose]();
  return [get, set, peek, all, maybe, none];
}

/** @param {unknown} value */
function send(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Starts the component. @returns {Promise<() => Promise<any>>} */
async function load() {
  const { files } = await transpile(readFileSync(String(process.argv[2])), {
    name: 'chain',
    instantiation: 'async',
    multiMemory: true,
    nodejsCompat: false,
  });
  const text = Buffer.from(files['chain.js'] ?? []).toString().replace(DROPS_MARK, KEEPS_MARK);
  const file = `${process.argv[2]}.mjs`;
  writeFileSync(file, text);
  const script = await import(pathToFileURL(file).href);
  const modules = new Map();
  return () =>
    script.instantiate(async (/** @type {string} */ name) => {
      const module = modules.get(name) ?? (await WebAssembly.compile(Buffer.from(files[name] ?? [])));
      modules.set(name, module);
      return module;
    }, {});
}

/** @type {any} */
let instance;
/** @type {(() => Promise<any>) | undefined} */
let start;
try {
  start = await load();
  instance = await start();
  send({ value: true });
} catch (error) {
  send({ error: `jco: ${error}` });
}
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  try {
    instance ??= await start?.();
    const module = instance[request.export];
    if (request.values) send({ value: handles(module, request.type, request.returned, request.values) });
    else {
      const call = module[request.function];
      const converted = request.arguments.map((/** @type {[Type, any]} */ [type, value]) => toJs(type, value));
      send({ value: returned(request.returned, () => call(...converted)) });
    }
  } catch (error) {
    instance = undefined;
    send({ error: error instanceof Error ? String(error.stack).split('\n').slice(0, 3).join(' ') : String(error) });
  }
}

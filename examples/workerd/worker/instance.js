/** Instances of translated components. */

/**
 * As in jco's scripts. It returns at once if both functions do.
 * @template T
 * @typedef {(
 *   module: (name: string) => WebAssembly.Module | undefined,
 *   imports: Record<string, unknown>,
 *   instance: (module: WebAssembly.Module, imports: Record<string, any>) => WebAssembly.Instance,
 * ) => T} Instantiate
 */

/**
 * @template T
 * @param {Instantiate<T>} instantiate
 * @param {Record<string, WebAssembly.Module>} modules
 * @param {Record<string, unknown>} [imports]
 */
export function instantiated(instantiate, modules, imports = {}) {
  return instantiate((name) => modules[name], imports, (module, given) => new WebAssembly.Instance(module, given));
}

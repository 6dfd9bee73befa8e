/** What went wrong in a call of the component. */

/**
 * The contract's error in an exception; undefined for anything else, such as a trap.
 * @param {unknown} error
 * @returns {{ message: unknown } | undefined}
 */
export function payload(error) {
  const found = error instanceof Error && 'payload' in error ? error.payload : undefined;
  return found && typeof found === 'object' && 'message' in found ? found : undefined;
}

/**
 * @param {unknown} error
 * @returns {import('../protocol.js').Failure}
 */
export function failure(error) {
  const found = payload(error);
  if (found) return { kind: 'kind' in found ? String(found.kind) : 'component', message: String(found.message) };
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof WebAssembly.RuntimeError
    ? { kind: 'trap', message: `the component failed: ${message}` }
    : { kind: 'page', message };
}

/** Matches traced components with the components of the inspected file. */

/** @typedef {import('./trace.js').Trace} Trace */
/** @typedef {Trace['parts'][number]} Part */
/** @typedef {import('../protocol.js').Graph} Graph */
/** @typedef {{ from: string, to: string, name: string }} Known a call that the file allows, `INTERFACE#FUNCTION` */

export const HOST = 'host';

/**
 * The calls that the file allows, between components and from the host.
 * @param {Graph} graph
 * @returns {Known[]}
 */
export function knownCalls({ edges }) {
  return edges.flatMap(({ from, to, kind, through, functions }) => {
    if (kind !== 'calls' || typeof to !== 'object' || !('component' in to)) return [];
    if (typeof from === 'object' && !('component' in from)) return [];
    const caller = typeof from === 'object' ? from.component : HOST;
    const used = functions.filter(({ is_used: isUsed }) => isUsed);
    return used.map(({ name }) => ({ from: caller, to: to.component, name: `${through}#${name}` }));
  });
}

/**
 * Finds the only assignment of names for which every traced call exists.
 * @param {Trace} trace of a composition that has been instantiated
 * @param {Graph} graph of the same
 * @returns {Map<Part, string>}
 */
export function nameParts({ parts, edges }, graph) {
  const names = graph.components.filter(({ has_code: hasCode }) => hasCode).map(({ name }) => name);
  const known = knownCalls(graph);
  const traced = edges.map(({ from, to, name }) => ({ from: from.root, to: to.root, name }));

  /** @param {Map<string, Part>} named */
  const fits = (named) =>
    known.every(({ from, to, name }) => {
      const [caller, callee] = [named.get(from), named.get(to)];
      if (!callee || (from !== HOST && !caller)) return true;
      if (from === HOST) return callee.exports.has(name);
      return traced.some((call) => call.from === caller && call.to === callee && call.name === name);
    });

  /** @param {Map<string, Part>} named @returns {Map<string, Part> | undefined} */
  const complete = (named) => {
    const name = names[named.size];
    if (name === undefined) return named;
    const left = parts.filter((part) => ![...named.values()].includes(part));
    for (const part of left) {
      const next = new Map(named).set(name, part);
      const result = fits(next) && complete(next);
      if (result) return result;
    }
    return undefined;
  };

  const named = parts.length === names.length ? complete(new Map()) : undefined;
  const internal = known.filter(({ from }) => from !== HOST).length;
  if (!named || internal !== traced.length) {
    throw new Error(
      `cannot tell the parts apart: found ${parts.length} with ${traced.length} calls between them, ` +
        `expected ${names.join(', ')} with ${internal}`,
    );
  }
  return new Map([...named].map(([name, part]) => [part, name]));
}

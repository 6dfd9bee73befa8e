/** What a request is addressed to. `URL` would resolve `..` and `\\` in a path, and doesn't accept each host that HTTP does. */

/** A name or address, perhaps with a port. */
const HOST = /^(\[[\da-f:.]+\]|[\w.~!$&'()*+,;=-]+)(?::(\d*))?$/i;
const TARGET = /^\w+:\/\/[^/?#]*(.*)$/s;

/**
 * @param {Request} request
 * @returns {string | undefined} its host name, if `Host` has one
 */
export function hostName({ headers }) {
  const [, name, port] = HOST.exec(headers.get('host') ?? '') ?? [];
  return Number(port ?? 0) <= 65535 ? name?.toLowerCase() : undefined;
}

/** The path and query as they were sent. @param {Request} request */
export function targetOf({ url }) {
  return TARGET.exec(url)?.[1] ?? '';
}

/** @param {string} target */
export function pathOf(target) {
  return target.replace(/\?.*/s, '');
}

/** Which domains are allowed in an address. */

import { hostName } from './hosts.js';

export class Domains {
  #allowed;
  #denied;

  /** @param {string[]} allowed @param {string[]} denied */
  constructor(allowed, denied) {
    this.#allowed = entries(allowed);
    this.#denied = entries(denied);
  }

  /**
   * Whether a domain is allowed. One that isn't the name of a host is not: another program may read it as a denied one.
   * @param {string} domain
   */
  allow(domain) {
    if (this.#allowed.size === 0 && this.#denied.size === 0) return true;
    const name = hostName(domain);
    if (name === undefined) return false;
    return (this.#allowed.size === 0 || covers(this.#allowed, name)) && !covers(this.#denied, name);
  }
}

/**
 * Domains in the form in which names of hosts are compared; `*.` is before those that stand for the ones below.
 * @param {string[]} written
 */
function entries(written) {
  // An entry that isn't a name matches nothing, but the list isn't empty.
  return new Set(
    written.map((entry) => (entry.startsWith('*.') ? `*.${hostName(entry.slice(2)) ?? ''}` : (hostName(entry) ?? ''))),
  );
}

/** @param {Set<string>} list @param {string} domain */
function covers(list, domain) {
  if (list.has(domain)) return true;
  for (let dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
    if (list.has(`*.${domain.slice(dot + 1)}`)) return true;
  }
  return false;
}

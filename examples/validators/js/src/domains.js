/** Which domains are allowed in an address. */

import { hostName } from './hosts.js';

export class Domains {
  #allowed;
  #denied;

  /** @param {string[]} allowed @param {string[]} denied */
  constructor(allowed, denied) {
    this.#allowed = new List(allowed);
    this.#denied = new List(denied);
  }

  /**
   * Whether a domain is allowed. One that isn't the name of a host is not: another program may read it as a denied one.
   * @param {string} domain
   */
  allow(domain) {
    if (this.#allowed.isEmpty && this.#denied.isEmpty) return true;
    const name = hostName(domain);
    if (name === undefined) return false;
    return (this.#allowed.isEmpty || this.#allowed.covers(name)) && !this.#denied.covers(name);
  }
}

/** Domains in the form in which names of hosts are compared; `*.` is before those that stand for the ones below. */
class List {
  #entries;
  #longest = 0;

  /** @param {string[]} written */
  constructor(written) {
    // An entry that isn't a name matches nothing, but the list isn't empty.
    this.#entries = new Set(
      written.map((entry) => (entry.startsWith('*.') ? `*.${hostName(entry.slice(2)) ?? ''}` : (hostName(entry) ?? ''))),
    );
    for (const entry of this.#entries) this.#longest = Math.max(this.#longest, entry.length);
  }

  get isEmpty() {
    return this.#entries.size === 0;
  }

  /** @param {string} domain */
  covers(domain) {
    if (this.#entries.has(domain)) return true;
    // What is longer than all entries isn't looked up: of a domain with many labels, that would take long.
    const first = Math.max(0, domain.length - this.#longest);
    for (let dot = domain.indexOf('.', first); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
      if (this.#entries.has(`*.${domain.slice(dot + 1)}`)) return true;
    }
    return false;
  }
}

/** my:storage/kv on the SQLite of a durable object: one table per store. */

import { column, values } from './columns.js';

/** @typedef {import('./columns.js').TextColumn} TextColumn */

/** What the message of an error contains if the disk is full, or the storage that the platform allows. */
export const FULL = 'SQLITE_FULL';

/** See `invalid-name` in my:storage/types. */
const NAME = /^[a-z][a-z0-9-]{0,31}$/;

/** The stores of one object. */
export class Stores {
  /** @param {DurableObjectStorage} storage */
  constructor(storage) {
    this.interface = {
      KvStore,
      /** @param {string} name */
      openStore(name) {
        if (!NAME.test(name)) throw { tag: 'invalid-name', val: name };
        return guarded(() => new KvStore(storage, `"kv_${name}"`));
      },
    };
  }
}

class KvStore {
  #storage;
  #table;

  /** @param {DurableObjectStorage} storage @param {string} table in quotes */
  constructor(storage, table) {
    this.#storage = storage;
    this.#table = table;
    this.#run(`CREATE TABLE IF NOT EXISTS ${table} (key TEXT NOT NULL UNIQUE, value TEXT NOT NULL) STRICT`);
  }

  /** @param {string} key @returns {string | undefined} */
  get(key) {
    return guarded(() => this.#get(key));
  }

  /** @param {string} key @param {string} value */
  put(key, value) {
    const insert = `INSERT INTO ${this.#table} VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`;
    guarded(() => this.#run(insert, key, value));
  }

  /** @param {string} key */
  delete(key) {
    return guarded(() => this.#run(`DELETE FROM ${this.#table} WHERE key = ? RETURNING key`, key).length > 0);
  }

  /**
   * Adds the keys that are missing, all of them or none; returns row and value of those that exist.
   * @param {TextColumn} keys
   * @param {TextColumn} added
   */
  putNew(keys, added) {
    const texts = values(added);
    const insert = `INSERT INTO ${this.#table} VALUES (?, ?) ON CONFLICT (key) DO NOTHING RETURNING key`;
    const known = /** @type {[row: number, value: string][]} */ ([]);
    const insertAll = () =>
      values(keys).forEach((key, row) => {
        if (this.#run(insert, key, texts[row] ?? '').length === 0) known.push([row, this.#get(key) ?? '']);
      });
    guarded(() => this.#storage.transactionSync(insertAll));
    return { rows: Uint32Array.from(known, ([row]) => row), values: column(known.map(([, value]) => value)) };
  }

  /** @param {string | undefined} after @param {number} limit */
  scan(after, limit) {
    const range = after === undefined ? '' : 'WHERE key > ?';
    const select = `SELECT key, value FROM ${this.#table} ${range} ORDER BY key LIMIT ?`;
    const found = guarded(() => this.#run(select, ...(after === undefined ? [] : [after]), limit));
    return { keys: column(found.map(({ key }) => String(key))), values: column(found.map(({ value }) => String(value))) };
  }

  /** @param {string} key @returns {string | undefined} */
  #get(key) {
    const [found] = this.#run(`SELECT value FROM ${this.#table} WHERE key = ?`, key);
    return found && String(found.value);
  }

  /** @param {string} statement @param {(string | number)[]} parameters */
  #run(statement, ...parameters) {
    return this.#storage.sql.exec(statement, ...parameters).toArray();
  }
}

/**
 * What SQLite refuses is an error of the contract, not a trap.
 * @template T
 * @param {() => T} work
 */
function guarded(work) {
  try {
    return work();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw message.includes(FULL) ? { tag: 'full' } : { tag: 'other', val: message };
  }
}

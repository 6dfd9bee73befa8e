/** A task in a worker of its own: a run, or a check of rules. */

const WORKER = new URL('../worker/main.js', import.meta.url);

/** @typedef {import('../protocol.js').Message} Message */

export class Task {
  #worker = new Worker(WORKER, { type: 'module' });

  /**
   * @param {import('../protocol.js').Order} order
   * @param {(message: Message) => void} tell receives progress messages and finally the outcome
   */
  constructor(order, tell) {
    this.#worker.onmessage = (/** @type {MessageEvent<Message>} */ { data }) => {
      if (data.type !== 'progress') this.end();
      tell(data);
    };
    this.#worker.onerror = ({ message = 'its script could not be loaded' }) => {
      this.end();
      tell({ type: 'failed', failure: { kind: 'page', message: `the worker failed: ${message}` } });
    };
    this.#worker.postMessage(order);
  }

  /** Ends the task immediately. */
  end() {
    this.#worker.terminate();
    this.#worker.onmessage = null;
  }
}

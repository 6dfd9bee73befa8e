/** A run in a worker of its own. */

const WORKER = new URL('../worker/main.js', import.meta.url);

/** @typedef {import('../protocol.js').Message} Message */

export class Run {
  #worker = new Worker(WORKER, { type: 'module' });

  /**
   * @param {import('../protocol.js').Order} order
   * @param {(message: Message) => void} tell is told of progress, and then once how the run ended
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

  /** At once, wherever the run is. */
  end() {
    this.#worker.terminate();
    this.#worker.onmessage = null;
  }
}

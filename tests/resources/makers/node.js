/** A maker in JavaScript as a host: what a guest holds stands for an object, and the destructor is `[Symbol.dispose]`. */

/** How jco is told that a call failed: by what is thrown having a payload. */
class Failure extends Error {
  /** @param {'closed'} payload */
  constructor(payload) {
    super(payload);
    this.payload = payload;
  }
}

export function maker() {
  const counts = { constructed: 0n, dropped: 0n };

  /**
   * JavaScript has no moves: whoever gave a session away still has the object. So a session that was dropped says so, and
   * runs its destructor once. Its fields are private, since jco calls a method through a handle that was dropped on an
   * object that no constructor has seen.
   */
  class Session {
    #sum = 0n;
    #closed = false;
    #dropped = false;

    static open() {
      counts.constructed += 1n;
      return new Session();
    }

    /** @param {bigint} amount */
    add(amount) {
      this.#open();
      this.#sum = BigInt.asUintN(64, this.#sum + amount);
      return this.#sum;
    }

    close() {
      this.#open();
      this.#closed = true;
    }

    breakDown() {
      throw new Error('a defect of the maker’s');
    }

    [Symbol.dispose]() {
      if (this.#dropped) return;
      this.#dropped = true;
      counts.dropped += 1n;
    }

    #open() {
      if (this.#dropped) throw new TypeError('the session was dropped');
      if (this.#closed) throw new Failure('closed');
    }
  }

  return { Session, count: () => counts };
}

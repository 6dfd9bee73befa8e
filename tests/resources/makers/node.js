/** A maker in JavaScript as a host: a guest's handle refers to an object, and the destructor is `[Symbol.dispose]`. */

/** A failed call: jco recognises it by its property `payload`. */
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
   * JavaScript has no moves: the code that gave a session away still has the object. So a dropped session rejects
   * calls, and runs its destructor only once. Its fields are private, since jco calls methods through a dropped handle
   * on an object that no constructor has initialised.
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

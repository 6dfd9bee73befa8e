/** The Node host as a holder of a guest's sessions. A handle is an object, and is dropped by `[Symbol.dispose]`. */

/**
 * @typedef {Disposable & { add(amount: bigint): bigint, close(): void, breakDown(): void }} Session
 * @param {{ open(): Session }} sessions
 */
export function holder({ open }) {
  /** @type {Session[]} */
  let held = [];

  return {
    /** @param {number} count */
    hold(count) {
      for (let i = 0; i < count; i++) held.push(open());
    },

    dropAll() {
      for (const session of held) session[Symbol.dispose]();
      held = [];
    },

    /** @param {number} count */
    rounds(count) {
      let highest = 0;
      for (let i = 0; i < count; i++) {
        const session = open();
        session.add(1n);
        highest = Math.max(highest, number(session));
        session[Symbol.dispose]();
      }
      return highest;
    },

    useAfterClose() {
      const session = open();
      try {
        session.close();
        return session.add(1n);
      } finally {
        session[Symbol.dispose]();
      }
    },

    closeTwice() {
      const session = open();
      try {
        session.close();
        session.close();
      } finally {
        session[Symbol.dispose]();
      }
    },

    useAfterDrop() {
      const session = open();
      session[Symbol.dispose]();
      session.add(1n);
    },

    dropTwice() {
      const session = open();
      session[Symbol.dispose]();
      session[Symbol.dispose]();
    },

    breakDown() {
      open().breakDown();
    },
  };
}

/**
 * The number that jco keeps in a handle's object.
 * @param {Session} session
 * @returns {number}
 */
function number(session) {
  const symbol = Object.getOwnPropertySymbols(session).find(({ description }) => description === 'handle');
  return Reflect.get(session, symbol ?? '');
}

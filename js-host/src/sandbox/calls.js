/** The calls that a host makes into an instance, by name, so that they can also be sent to another thread. */

/**
 * An instance of the component, and the job in it.
 * @typedef {object} Running
 * @property {import('../index.js').Exports} exports
 * @property {import('../index.js').GuestJob} [job]
 * @property {() => number} memory bytes of all its memories together
 * @property {() => void} poison from now on nothing in it is called, not even a destructor
 */

/** @typedef {import('../index.js').Exports} Exports */
/** @typedef {import('../index.js').InputFormat} InputFormat */
/** @typedef {import('../index.js').Options} Options */
/** @typedef {import('../index.js').Settings} Settings */
/** @typedef {import('../index.js').User} User */

export const CALLS = {
  template: (/** @type {Running} */ { exports }) => exports.config.template(),
  validate: (/** @type {Running} */ { exports }, /** @type {string} */ text) => exports.config.validate(text),
  settings: (/** @type {Running} */ { exports }, /** @type {string} */ text) => exports.config.settings(text),
  configure: (/** @type {Running} */ { exports }, /** @type {Settings} */ settings) =>
    exports.userService.configure(settings),
  createUser: (/** @type {Running} */ { exports }, /** @type {User} */ user) => exports.userService.createUser(user),
  open: (/** @type {Running} */ running, /** @type {Options} */ options) => {
    running.job = running.exports.job.Job.open(options);
  },
  begin: (/** @type {Running} */ running, /** @type {string} */ name, /** @type {InputFormat | undefined} */ format) =>
    opened(running).begin(name, format),
  feed: (/** @type {Running} */ running, /** @type {Uint8Array} */ chunk) => opened(running).feed(chunk),
  finish: (/** @type {Running} */ running) => opened(running).finish(),
  peek: (/** @type {Running} */ { exports }, /** @type {Parameters<Exports['job']['peek']>} */ ...args) =>
    exports.job.peek(...args),
};

/** @param {Running} running */
function opened({ job }) {
  if (!job) throw new Error('no job was opened');
  return job;
}

/** @typedef {typeof CALLS} Calls */
/**
 * @template {keyof Calls} N
 * @typedef {Calls[N] extends (running: Running, ...args: infer A) => unknown ? A : never} Arguments
 */

/**
 * An instance that can be called, whichever thread it runs in.
 * @typedef {object} Callee
 * @property {() => void} start creates the instance
 * @property {<N extends keyof Calls>(name: N, args: Arguments<N>) => ReturnType<Calls[N]>} call
 * @property {() => number} memory
 * @property {() => void} leave ends it: it isn't called after this
 */

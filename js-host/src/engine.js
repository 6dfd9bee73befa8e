/** How V8 is set up for a command, which makes one run and ends. The library leaves V8 as it is. */

/**
 * What is compiled from now on is never optimised: the reports take V8 30 ms to make as it first compiles them, and to
 * optimise the interpreter that they are written for takes it another 100 ms, which the process then has to wait for.
 */
export function stopOptimizing() {
  // It takes 5 ms to load, which a run that ends sooner is spared.
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  setFlagsFromString('--no-wasm-tier-up');
  setFlagsFromString('--no-wasm-dynamic-tiering');
}

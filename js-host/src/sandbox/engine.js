/** How V8 is set up for a command, which makes one run and ends. The library leaves V8 as it is. */

/**
 * From now on V8 doesn't optimise what it compiles. Rendering the reports takes 30 ms in unoptimised code; optimising the
 * Python interpreter takes another 100 ms, and the process can't exit before it is finished.
 */
export function stopOptimizing() {
  // Loading node:v8 takes 5 ms, which a run that fails early need not spend.
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  setFlagsFromString('--no-wasm-tier-up');
  setFlagsFromString('--no-wasm-dynamic-tiering');
}

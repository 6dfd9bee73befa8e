/** Reads the beginning of an input. */

import { Input } from '../input.js';

/** How much the component needs; see `peek` in `wit/job.wit`. */
const BYTES = 256 * 1024;

/** No more is read than is looked at. @param {string} path */
export async function beginning(path) {
  const input = new Input(path);
  // One byte more shows whether there is more.
  const bytes = new Uint8Array(BYTES + 1);
  const length = await input.fill(bytes);
  await input.close();
  return { bytes: bytes.subarray(0, Math.min(length, BYTES)), whole: length <= BYTES };
}

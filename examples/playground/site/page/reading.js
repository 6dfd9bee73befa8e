/** How the input is to be read and the output written: what the user has set. */

const TEXTS = /** @type {const} */ (['delimiter', 'quote', 'encoding', 'columns', 'sheet']);

/**
 * @param {HTMLFormElement} form
 * @returns {import('../protocol.js').Reading | undefined} undefined if all of it is to be found
 */
export function readingOf(form) {
  const fields = new FormData(form);
  const text = (/** @type {string} */ name) => String(fields.get(name) ?? '');
  /** @type {import('../protocol.js').Reading} */
  const reading = { noHeader: fields.has('noHeader') };
  for (const name of TEXTS) {
    if (text(name)) reading[name] = text(name);
  }
  if (text('skipLines')) reading.skipLines = Number(text('skipLines'));
  return reading.noHeader || Object.keys(reading).length > 1 ? reading : undefined;
}

/**
 * @param {HTMLFormElement} form
 * @returns {Pick<import('../protocol.js').Writing, 'keepColumns' | 'formulaGuard'>}
 */
export function writingOf(form) {
  const fields = new FormData(form);
  return { keepColumns: fields.has('keepColumns'), formulaGuard: fields.has('formulaGuard') };
}

/** How the input is to be read and the output written: what the user has set. */

/**
 * @param {HTMLFormElement} form
 * @returns {import('../protocol.js').Reading | undefined} undefined if all of it is to be found
 */
export function readingOf(form) {
  const fields = new FormData(form);
  const text = (/** @type {string} */ name) => String(fields.get(name) ?? '') || undefined;
  const lines = text('skipLines');
  const reading = {
    delimiter: text('delimiter'),
    quote: text('quote'),
    encoding: text('encoding'),
    columns: text('columns'),
    sheet: text('sheet'),
    skipLines: lines === undefined ? undefined : Number(lines),
    noHeader: fields.has('noHeader'),
  };
  return reading.noHeader || Object.values(reading).some((value) => value !== undefined && value !== false) ? reading : undefined;
}

/**
 * @param {HTMLFormElement} form
 * @returns {Pick<import('../protocol.js').Writing, 'keepColumns' | 'formulaGuard'>}
 */
export function writingOf(form) {
  const fields = new FormData(form);
  return { keepColumns: fields.has('keepColumns'), formulaGuard: fields.has('formulaGuard') };
}

/**
 * How the inputs are read, as far as the options say so.
 * @param {import('./arguments.js').Values} values
 * @returns {import('../index.js').Reading}
 */
export function reading(values) {
  /** @param {string} name @param {(value: string) => unknown} as */
  const given = (name, as = String) => {
    const value = values[name];
    const key = name.replaceAll(/-(.)/g, (_, letter) => letter.toUpperCase());
    return value === undefined ? {} : { [key]: as(String(value)) };
  };
  return {
    noHeader: values['no-header'] === true,
    ...given('delimiter'),
    ...given('quote'),
    ...given('escape'),
    ...given('skip-lines', Number),
    ...given('columns'),
    ...given('encoding'),
    ...given('max-unpacked-bytes', BigInt),
    ...given('sheet'),
  };
}

/** The parts of the libraries that are used. */

declare module 'punycode/punycode.es6.js' {
  const punycode: { decode(encoded: string): string; encode(text: string): string };
  export default punycode;
}

declare module 'tr46/lib/regexes.js' {
  const regexes: { combiningClassVirama: RegExp };
  export default regexes;
}

declare module 'tr46/lib/statusMapping.js' {
  const statuses: { STATUS_MAPPING: Record<'mapped' | 'valid' | 'disallowed' | 'deviation' | 'ignored', number> };
  export default statuses;
}

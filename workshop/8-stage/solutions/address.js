/**
 * The address without the tag and the dots that its mail server ignores. Text that is not an address stays as it is.
 * @param {string} email
 */
export function plain(email) {
  const at = email.indexOf('@');
  const [name = ''] = email.slice(0, Math.max(at, 0)).split('+');
  const bare = name.replaceAll('.', '');
  return bare === '' ? email : bare + email.slice(at);
}

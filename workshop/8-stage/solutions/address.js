/**
 * The address without the tag and the dots that its mail server ignores. What is no address stays none.
 * @param {string} email
 */
export function plain(email) {
  const at = email.indexOf('@');
  const [name = ''] = email.slice(0, Math.max(at, 0)).split('+');
  const bare = name.replaceAll('.', '');
  return bare === '' ? email : bare + email.slice(at);
}

/**
 * The address without the tag that mail servers ignore, so that `ann+news@example.com` and `ann@example.com` are one user.
 * Text that is not an address stays as it is. Replace this with what your stage does.
 * @param {string} email
 */
export function plain(email) {
  const at = email.indexOf('@');
  const tag = email.indexOf('+');
  return tag > 0 && tag < at ? email.slice(0, tag) + email.slice(at) : email;
}

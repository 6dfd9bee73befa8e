/**
 * The address without the tag that its mail server ignores: who has `ann+news@example.com` has `ann@example.com`, and is
 * one user to the service. What is no address stays none. Yours to change.
 * @param {string} email
 */
export function plain(email) {
  const at = email.indexOf('@');
  const tag = email.indexOf('+');
  return tag > 0 && tag < at ? email.slice(0, tag) + email.slice(at) : email;
}

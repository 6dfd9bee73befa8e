/** Messages for the service's errors when the host calls it directly; worded as the driver words them. */

/**
 * The message for an error of the service.
 * @param {import('./index.js').ServiceError} error
 */
export function serviceError(error) {
  switch (error.tag) {
    case 'store': {
      const { store, operation, error: cause } = error.val;
      return `the store \`${store}\` failed at \`${operation}\`: ${why(cause)}`;
    }
    case 'foreign-value':
      return `the store \`${error.val.store}\` holds under \`${error.val.key}\` what this service hasn't written`;
    case 'not-kept':
      return 'the store `users` keeps no users';
  }
}

/** @param {import('./index.js').StoreError} error */
function why(error) {
  switch (error.tag) {
    case 'invalid-name':
      return `no store can be named \`${error.val}\``;
    case 'read-only':
      return 'it can only be read';
    case 'busy':
      return 'another process holds it';
    case 'full':
      return 'there is no room for more';
    case 'corrupt':
      return `it is damaged: ${error.val}`;
    case 'other':
      return error.val;
  }
}

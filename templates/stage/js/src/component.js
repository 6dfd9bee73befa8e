/** The component: the adapter between the types in WIT and the stage. */

import * as service from 'my:user-service/user-service@2.0.0';

import { plain } from './address.js';
import { mapColumn } from './column.js';

/** @typedef {import('my:user-service/user-service@2.0.0').User} User */
/** @typedef {import('my:user-service/user-service@2.0.0').UserBatch} UserBatch */

export const userService = {
  ...service,

  /** @param {User} user */
  createUser: (user) => service.createUser({ ...user, email: plain(user.email) }),

  /** @param {UserBatch} batch @param {unknown[]} unreadable */
  process: (batch, unreadable) => service.process({ ...batch, emails: mapColumn(batch.emails, plain) }, unreadable),

  /** @param {string} email */
  findByEmail: (email) => service.findByEmail(plain(email)),
};

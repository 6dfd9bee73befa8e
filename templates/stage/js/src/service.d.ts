/** What the component imports and exports, as far as the stage uses it. */
declare module 'my:user-service/user-service@2.0.0' {
  export interface User {
    name: string;
    email: string;
    age: number;
  }
  export interface TextColumn {
    text: string;
    ends: Uint32Array;
  }
  export interface UserBatch {
    names: TextColumn;
    emails: TextColumn;
    ages: Uint32Array;
    keptColumns?: string[];
  }
  export function createUser(user: User): unknown;
  export function process(batch: UserBatch, unreadable: unknown[]): unknown;
  export function findByEmail(email: string): unknown;
}

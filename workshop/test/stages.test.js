/** Lab 8 in the languages that its page doesn't use, in `make soak`; a stage in each language is built by ../../templates too. */

import { test } from 'node:test';

import { expect } from './scratch.js';
import { compare } from './times.js';

for (const language of ['rust', 'go', 'python']) {
  test(`lab 8 in ${language}`, { skip: !process.env.SOAK }, (t) => {
    expect('workshop/lab 8', 0);
    expect(`workshop/lab 8 solve ${language}`, 0);
    const commands = ['make stages/dots.test', 'make compose'];
    compare(t, `8 ${language}`, commands.map((command) => [command, expect(command, 0)]));
    expect('workshop/lab 8 check', 0, ['done: lab 8']);
  });
}

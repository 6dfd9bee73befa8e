/** The rules for all JavaScript here. `make lint` runs them in each folder, and editors find this file by themselves. */

import js from '@eslint/js';

export default [
  { ignores: ['build', 'target', 'data', 'workshop/scratch'] },
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2025 },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      // tsc knows which names exist where: in Node, a page or a worker.
      'no-undef': 'off',
      'no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
];

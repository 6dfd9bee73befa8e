import js from '@eslint/js';

const GLOBALS = ['URL', 'console', 'document', 'getComputedStyle', 'location', 'performance', 'process', 'window'];

export default [
  // A copy of the checkout, and solutions that are parts of other programs.
  { ignores: ['scratch', '8-stage'] },
  js.configs.recommended,
  {
    languageOptions: {
      ecmaVersion: 2024,
      globals: Object.fromEntries(GLOBALS.map((name) => [name, 'readonly'])),
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
];

import js from '@eslint/js';

const GLOBALS = ['Buffer', 'URL', 'WebAssembly', 'performance', 'process', 'setImmediate', 'setTimeout'];

export default [
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

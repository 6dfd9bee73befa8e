import js from '@eslint/js';

const named = (/** @type {string} */ names) => Object.fromEntries(names.split(' ').map((name) => [name, 'readonly']));

const EVERYWHERE = 'Blob File Response TransformStream URL WebAssembly fetch performance TextDecoder clearTimeout setTimeout';
const PAGE =
  'FormData HTMLButtonElement HTMLDetailsElement HTMLElement HTMLFormElement HTMLIFrameElement HTMLInputElement ' +
  'HTMLProgressElement HTMLTableElement HTMLTextAreaElement ResizeObserver Worker document navigator';
const TESTS =
  'Buffer DataTransfer Event Image ImageData OffscreenCanvas getComputedStyle process requestAnimationFrame window';

export default [
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2024, globals: named(EVERYWHERE) },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
  { files: ['site/page/**'], languageOptions: { globals: named(PAGE) } },
  { files: ['site/worker/**', 'site/offline.js'], languageOptions: { globals: named('caches self') } },
  { files: ['*.js'], languageOptions: { globals: named('console process') } },
  // Tests contain code that runs in the browser.
  { files: ['test/**'], languageOptions: { globals: named(`${PAGE} ${TESTS}`) } },
];

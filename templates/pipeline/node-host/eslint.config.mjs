export { default } from '../.polyglot/eslint.config.mjs';

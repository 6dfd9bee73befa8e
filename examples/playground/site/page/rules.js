/** The rules editor: starts with the defaults, and shows errors while the user types. */

import { count } from './wording.js';

/** @typedef {{ defaults: string, error: import('../protocol.js').RulesError | undefined }} Answer */

/** Milliseconds without a key press before the text is checked. */
const REST = 250;

export class RulesEditor {
  #field;
  #verdict;
  #look;
  #judged;
  #isWrong = false;
  #defaults = '';
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #resting;

  /**
   * @param {{ field: HTMLTextAreaElement, verdict: HTMLElement, reset: HTMLButtonElement }} places
   * @param {(rules: string, answer: (found: Answer) => void) => void} look asks the component; only the last answer counts
   * @param {() => void} judged is called when it is known whether the rules are right
   */
  constructor({ field, verdict, reset }, look, judged) {
    this.#field = field;
    this.#verdict = verdict;
    this.#look = look;
    this.#judged = judged;
    field.addEventListener('input', () => {
      clearTimeout(this.#resting);
      this.#resting = setTimeout(() => this.#check(), REST);
    });
    reset.addEventListener('click', () => {
      field.value = this.#defaults;
      this.#check();
    });
  }

  /** Requests the defaults and shows them. */
  fill() {
    this.#look('', ({ defaults }) => {
      this.#defaults = defaults;
      if (!this.#field.value) this.#field.value = defaults;
    });
  }

  /** Whether the component refuses the rules. */
  get isWrong() {
    return this.#isWrong;
  }

  /** The rules for a run; undefined if nothing was changed. */
  get text() {
    return this.#field.value === this.#defaults ? undefined : this.#field.value;
  }

  #check() {
    this.#look(this.#field.value, ({ error }) => {
      this.#isWrong = error !== undefined;
      this.#judged();
      this.#field.setAttribute('aria-invalid', String(error !== undefined));
      this.#verdict.classList.toggle('bad', error !== undefined);
      if (!error) {
        this.#verdict.textContent = this.text === undefined ? 'These are the defaults.' : 'These rules can be run.';
        return;
      }
      const line = this.#field.value.split(/\r?\n/)[error.line - 1] ?? '';
      this.#verdict.textContent = `Line ${count(error.line)}, column ${count(error.column)}: ${error.message}\n${line}`;
    });
  }
}

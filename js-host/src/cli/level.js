/** The options of the command itself, or of one of its verbs, as they are given word by word. */

import { PipelineError } from '../failure.js';
import { COMMANDS } from './commands.js';
import * as help from './help.js';
import { similar } from './suggest.js';
import { fault, missing } from './values.js';

/** @typedef {import('./commands.js').Command} Command */
/** @typedef {import('./commands.js').Option} Option */
/** @typedef {{ [option: string]: string | true | undefined }} Values */
/** @typedef {{ print: string, to: 'stdout' | 'stderr' }} Text */

/** Wrong usage: the message is followed by what would have been right. */
export class UsageError extends PipelineError {
  /** @param {string} message @param {string} [usage] shown, if any */
  constructor(message, usage) {
    super('input', `${message}${usage === undefined ? '' : `\n\n${usage}`}\n\nFor more information, try '--help'.`);
  }
}

export class Level {
  /** @type {Values} */
  values = {};
  /** @type {{ option: Option, value?: string } | undefined} the last option that takes a value */
  #last;

  /** @param {Command | undefined} command none: the command itself */
  constructor(command) {
    this.command = command;
    this.options = help.options(command);
  }

  /** Whether the last option still waits for its value. */
  get waits() {
    return this.#last !== undefined && this.#last.value === undefined;
  }

  /**
   * Whether a word is an option, and not a value.
   * @param {string} word
   */
  isOption(word) {
    if (!word.startsWith('-') || word === '-') return false;
    return !(this.waits && this.#last?.option.negative && /^-[0-9]+\.?[0-9]*(e[0-9]+)?$/.test(word));
  }

  /**
   * Takes an option, or several letters of them.
   * @param {string} word
   * @param {string[]} rest the words after it
   * @returns {Text | undefined} what to print instead of going on
   */
  take(word, rest) {
    if (!word.startsWith('--')) return this.#letters([...word.slice(1)]);
    const [name = '', ...after] = word.slice(2).split('=');
    const option = this.options.find(({ long }) => long === name);
    if (!option) throw this.#unknown(name, rest);
    this.settle();
    const value = after.length > 0 ? after.join('=') : undefined;
    if (option.value === undefined) {
      if (value === undefined) return this.#set(option, true, true);
      throw this.error(`unexpected value '${value}' for '--${name}' found; no more were expected`, [option]);
    }
    if (value === undefined) this.#last = { option };
    else this.#setTo(option, value);
    return undefined;
  }

  /** @param {string[]} letters @returns {Text | undefined} */
  #letters(letters) {
    for (const letter of letters) {
      const option = this.options.find(({ short }) => short === letter);
      if (!option) throw this.error(`unexpected argument '-${letter}' found${this.#asValue(`-${letter}`)}`);
      this.settle();
      const text = this.#set(option, true, false);
      if (text) return text;
    }
    return undefined;
  }

  /**
   * Gives a value to the option that waits for one.
   * @param {string} value
   */
  give(value) {
    if (this.#last) this.#last.value = value;
  }

  /** Takes the last option and its value for good: what comes next is known to be right. */
  settle() {
    if (!this.#last) return;
    const { option, value } = this.#last;
    if (value === undefined) throw new UsageError(missing(option, help.flag(option)));
    this.#last = undefined;
    this.#setTo(option, value);
  }

  /** @param {Option} option @param {string} value */
  #setTo(option, value) {
    this.check(option, help.flag(option), value);
    this.#set(option, value, true);
  }

  /** @param {Option} option @param {string} shown how messages show it @param {string} value */
  check(option, shown, value) {
    const wrong = fault(option, shown, value);
    if (wrong !== undefined) throw new UsageError(wrong);
  }

  /** @param {Option} option @param {string | true} value @param {boolean} long @returns {Text | undefined} */
  #set(option, value, long) {
    if (option.long === 'help') {
      return { print: this.command ? help.of(this.command, long) : help.main(long), to: 'stdout' };
    }
    if (option.long === 'version') return { print: `${help.NAME} 1.0.0\n`, to: 'stdout' };
    if (this.values[option.long] !== undefined) {
      throw this.error(`the argument '${help.flag(option)}' cannot be used multiple times`);
    }
    this.values[option.long] = value;
    return undefined;
  }

  /** @param {string} name @param {string[]} rest */
  #unknown(name, rest) {
    const message = `unexpected argument '--${name}' found`;
    const meant = similar(name, this.options.map(({ long }) => long));
    if (meant !== undefined) {
      const given = [...Object.keys(this.values), this.#last?.option.long];
      const used = this.options.filter(({ long }) => long === meant || given.includes(long));
      return this.error(`${message}\n\n  tip: a similar argument exists: '--${meant}'`, used);
    }
    if (this.command) return this.error(`${message}${this.#asValue(`--${name}`)}`);
    const verb = Object.values(COMMANDS).find((command) => rest.includes(command.name));
    const theirs = verb && similar(name, help.options(verb).map(({ long }) => long));
    return this.error(theirs === undefined ? message : `${message}\n\n  tip: '${verb?.name} --${theirs}' exists`);
  }

  /** @param {string} word */
  #asValue(word) {
    return this.command?.operands ? `\n\n  tip: to pass '${word}' as a value, use '-- ${word}'` : '';
  }

  /** @param {string} message @param {Option[]} [used] */
  error(message, used = []) {
    return new UsageError(message, help.usage(this.command, used));
  }
}

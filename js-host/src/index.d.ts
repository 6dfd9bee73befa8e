/**
 * The composed component behind a typed door. The types of its interfaces are made from `wit/` by jco.
 *
 *     const pipeline = await Pipeline.load();
 *     const job = await pipeline.open();
 *     job.begin('users.csv');
 *     for await (const chunk of createReadStream('users.csv')) write(job.feed(chunk));
 *     const { output, reports } = job.finish();
 */

import type * as config from '../../build/js/interfaces/my-config-config.js';
import type * as job from '../../build/js/interfaces/my-pipeline-job.js';
import type * as reporter from '../../build/js/interfaces/my-reporting-reporter.js';
import type * as userService from '../../build/js/interfaces/my-user-service-user-service.js';
import type * as validator from '../../build/js/interfaces/my-user-validator-validator.js';

export type { ParseError } from '../../build/js/interfaces/my-config-config.js';
export type {
  Counts,
  FinalOutput,
  InputFormat,
  Job as GuestJob,
  JobError,
  JobErrorKind,
  Options,
  Output,
  Position,
  Report,
} from '../../build/js/interfaces/my-pipeline-job.js';
export type { CreateUserResult, Settings, Totals, User } from '../../build/js/interfaces/my-user-service-user-service.js';

/** The typed interfaces of an instance. */
export interface Exports {
  config: typeof config;
  job: typeof job;
  reporter: typeof reporter;
  userService: typeof userService;
  validator: typeof validator;
}

/** The limits that Node can hold a component to, by the names of the flags. */
export interface Limits {
  /** In seconds. None: none. */
  timeout?: number;
  /** In bytes, for each memory from the start, for all together after each call. None: 3 GiB. */
  'max-memory'?: number;
  /** In bytes. None: 128 MiB. */
  'max-call-bytes'?: number;
  /** In bytes. None: 16 MiB. */
  'max-record-bytes'?: number;
  /** In bytes. None: 16 MiB. */
  'max-report-bytes'?: number;
}

/** A rules file, as `pipeline rules` prints one; the name is for messages. */
export interface RulesFile {
  name: string;
  text: string;
}

/** The component, ready to be instantiated any number of times. */
export class Pipeline {
  /**
   * Loads a composed component; without a file, the one that `make compose` made. Another one is translated first,
   * once, which takes seconds; `notice` is told.
   *
   * Each instance is held to the limits by itself. With a `timeout` it is in a thread of its own, which is ended when the
   * component has worked so many seconds; a call waits for it all the same.
   *
   * @throws PipelineError `input`: the component is missing, or is none, or a limit is none that Node can hold to
   */
  static load(options?: {
    component?: string | undefined;
    limits?: Limits | undefined;
    notice?: (text: string) => void;
  }): Promise<Pipeline>;

  /**
   * An instance of its own: the typed interfaces of the parts. It shares nothing with any other. It is held to
   * `max-memory` alone. Once a call has thrown what is no error of the contract, it isn't called again: every call throws.
   */
  instance(): Promise<Exports>;

  /**
   * Creates one user in an instance of its own, which knows no other. Without rules, by the defaults.
   *
   * @throws PipelineError `input`: the rules can't be taken; `guest`: the component trapped
   */
  createUser(user: userService.User, rules?: RulesFile): Promise<userService.CreateUserResult>;

  /** The default rules, as a file to start from. */
  defaultRules(): Promise<string>;

  /**
   * Checks whether a run would take these rules.
   *
   * @throws PipelineError `input`: it wouldn't; says where and why
   */
  checkRules(rules: RulesFile): Promise<void>;

  /**
   * Opens a job in an instance of its own. Records are 16 MiB at most, and inputs aren't named in rejects, unless
   * options say otherwise.
   *
   * @throws PipelineError `input`: the rules among the options can't be taken
   */
  open(options?: Partial<job.Options>): Promise<Job>;
}

/**
 * A run over one or more inputs. Any split of an input into chunks gives the same bytes. Each call may throw a
 * `PipelineError`; after one the job is of no more use, and each further call throws it again.
 */
export class Job {
  private constructor();

  /** Ends the input before, if there was one, and starts the next. Without a format: by the name, else the content. */
  begin(name: string, format?: job.InputFormat): job.Output;

  /** The next bytes of the input, any number of them. They are copied. Gives what became ready, which may be nothing. */
  feed(chunk: Uint8Array): job.Output;

  /** Ends the last input and the run: the last bytes, the totals, the reports. */
  finish(): job.FinalOutput;
}

/**
 * A failure, with a message of one line. `input`: wrong arguments, or an input or rules that can't be read. `guest`: the
 * component trapped, broke its contract, or met a limit. `output`: the output can't be written.
 */
export class PipelineError extends Error {
  readonly kind: 'input' | 'guest' | 'output' | 'interrupted';
  /** Where in the input or the rules, from 1; column in bytes. */
  readonly position?: job.Position | undefined;
  /** The exit code of a command that fails so. */
  get exitCode(): 2 | 3 | 4 | 130;
}

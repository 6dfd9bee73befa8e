/**
 * The composed component as a typed library. jco generates the types of its interfaces from `wit/`.
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
  OutputFormat,
  Position,
  Preview,
  Reading,
  Report,
  Source,
  Writing,
} from '../../build/js/interfaces/my-pipeline-job.js';
export type { StoreError } from '../../build/js/interfaces/my-storage-types.js';
export type { ServiceError } from '../../build/js/interfaces/my-user-service-types.js';
export type { CreateUserResult, Settings, Totals, User } from '../../build/js/interfaces/my-user-service-user-service.js';

/** The typed interfaces of an instance. */
export interface Exports {
  config: typeof config;
  job: typeof job;
  reporter: typeof reporter;
  userService: typeof userService;
  validator: typeof validator;
}

/** The limits that Node supports, named like the flags. */
export interface Limits {
  /** In seconds. Default: none. */
  timeout?: number;
  /** In bytes. Each memory is held to it at all times, their sum after each call. Default: 3 GiB. */
  'max-memory'?: number;
  /** In bytes. Default: 128 MiB. */
  'max-call-bytes'?: number;
  /** In bytes. Default: 16 MiB. */
  'max-record-bytes'?: number;
  /** In bytes. Default: 16 MiB. */
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
   * Loads a composed component. The default is the one that `make compose` built. Another one is translated first, once,
   * which takes a few seconds; `notice` is called then.
   *
   * The limits apply to each instance separately. With a `timeout`, an instance runs in a worker thread, which is terminated
   * when the component has run for that many seconds. Calls are synchronous in either case.
   *
   * @throws PipelineError `input`: the component is missing or isn't one, or a limit isn't supported by Node
   */
  static load(options?: {
    component?: string | undefined;
    limits?: Limits | undefined;
    notice?: (text: string) => void;
  }): Promise<Pipeline>;

  /**
   * A new instance: the typed interfaces of the components. It shares nothing with other instances. Of the limits only
   * `max-memory` applies. After a call has thrown anything but an error of the contract, every further call throws.
   */
  instance(): Promise<Exports>;

  /**
   * Creates one user in a new instance, which knows no other users. Without rules, the defaults apply.
   *
   * @throws PipelineError `input`: the rules are invalid; `guest`: the component trapped
   */
  createUser(user: userService.User, rules?: RulesFile): Promise<userService.CreateUserResult>;

  /** The default rules, as a file to edit. */
  defaultRules(): Promise<string>;

  /**
   * Checks whether a run would accept these rules.
   *
   * @throws PipelineError `input`: it wouldn't; the message has the position and the reason
   */
  checkRules(rules: RulesFile): Promise<void>;

  /**
   * Opens a job in a new instance. By default, records are at most 16 MiB long and rejects don't name their input.
   *
   * @throws PipelineError `input`: the rules in the options are invalid
   */
  open(options?: Partial<job.Options>): Promise<Job>;

  /**
   * Looks at the beginning of an input in a new instance: how it is read, its first records, and which would be rejected. The
   * first 256 KiB are enough.
   *
   * @throws PipelineError `input`: the input can't be read, or the options are invalid
   */
  peek(
    name: string,
    format: job.InputFormat | undefined,
    beginning: { bytes: Uint8Array; whole: boolean },
    sample: number,
    options?: Partial<job.Options>,
  ): Promise<job.Preview>;
}

/**
 * A run over one or more inputs. Any split of an input into chunks gives the same bytes. Each call may throw a
 * `PipelineError`; after that each further call throws it again.
 */
export class Job {
  private constructor();

  /** Ends the previous input, if there was one, and starts the next. The default format depends on the name, then the content. */
  begin(name: string, format?: job.InputFormat): job.Output;

  /** Passes the next bytes of the input, any number of them. They are copied. Returns the output that is ready, which may be empty. */
  feed(chunk: Uint8Array): job.Output;

  /** Ends the last input and the run: the last bytes, the totals, the reports. */
  finish(): job.FinalOutput;
}

/**
 * A failure, with a message of one line. `input`: wrong arguments, or an input or rules that can't be read. `guest`: the
 * component trapped, broke its contract, or met a limit. `output`: the output can't be written. `store`: the component's
 * store failed. `host`: the system refuses the host what it needs to run any component.
 */
export class PipelineError extends Error {
  readonly kind: 'input' | 'guest' | 'output' | 'store' | 'host' | 'interrupted';
  /** Where in the input or the rules, from 1; column in bytes. */
  readonly position?: job.Position | undefined;
  /** The exit code of a command that fails with this error. */
  get exitCode(): 2 | 3 | 4 | 5 | 6 | 130;
}

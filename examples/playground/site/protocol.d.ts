/** What page, worker and build say to each other. */

/** One end of an edge, as the inspector writes it. */
export type End = 'host' | { component: string } | { import: string };

/** What `pipeline inspect --format json` says of a composed file; the part of it that is used here. */
export interface Graph {
  bytes: number;
  components: { name: string; languages: string[]; bytes: number | null; has_code: boolean }[];
  edges: { from: End; to: End; kind: string; through: string; functions: { name: string; is_used: boolean }[] }[];
}

/** `build.json`, written at build time. */
export interface Build {
  /** A hash of all files; another one is another playground. */
  version: string;
  /** All that the page may ask for, by relative address. */
  files: { path: string; bytes: number }[];
  /** The composed binary that the modules are from. */
  component: { sha256: string; bytes: number };
  graph: Graph;
}

/** What one function has been called for, by one part. */
export interface Call {
  from: string;
  to: string;
  through: string;
  function: string;
  calls: number;
  /** What was copied from part to part, arguments and results. */
  bytes: number;
  /** In milliseconds, with all that it called in turn. */
  time: number;
}

export interface Counts {
  read: number;
  accepted: number;
  rejected: number;
}

export interface User {
  id: string;
  name: string;
  email: string;
  age: number;
}

export interface Reject {
  record: number;
  input?: string;
  line: number;
  raw: string;
  errors: { field: string; message: string }[];
}

/** Why a run failed. */
export interface Failure {
  kind: string;
  /** One line. */
  message: string;
}

/** What every worker gets: the component. It is ended once it has answered. */
interface Component {
  modules: Map<string, WebAssembly.Module>;
  graph: Graph;
}

/** How inputs are read; see `reading` in wit/job.wit. */
export interface Reading {
  delimiter?: string;
  quote?: string;
  encoding?: string;
  columns?: string;
  sheet?: string;
  skipLines?: number;
  noHeader: boolean;
}

/** How users and rejects are written; see `writing` in wit/job.wit. Only of NDJSON the page shows records. */
export interface Writing {
  format: 'ndjson' | 'csv';
  keepColumns: boolean;
  formulaGuard: boolean;
}

/** An input, and how it was read. */
export interface Source {
  name: string;
  reading: string;
  notes: string[];
}

/** From the page: a run. */
export interface RunOrder extends Component {
  type: 'run';
  inputs: File[];
  /** None: the defaults. */
  rules: string | undefined;
  /** None: all of it is found. */
  reading: Reading | undefined;
  writing: Writing;
}

/** From the page: what is wrong with these rules? None: what are the defaults? */
export interface RulesOrder extends Component {
  type: 'rules';
  rules: string | undefined;
}

export type Order = RunOrder | RulesOrder;

/** What is wrong with a rules text, and where, from 1. */
export interface RulesError {
  message: string;
  line: number;
  column: number;
}

/** How far the run is, and what is new since the last time. */
export interface Progress {
  type: 'progress';
  /** Of the inputs. */
  bytes: number;
  counts: Counts;
  calls: Call[];
  users: User[];
  rejects: Reject[];
}

/** From the worker: any number of `progress`, then one of the others. */
export type Message =
  | Progress
  | { type: 'rules'; defaults: string; error: RulesError | undefined }
  | { type: 'done'; files: { name: string; content: Blob }[]; sources: Source[]; time: number }
  | { type: 'failed'; failure: Failure };

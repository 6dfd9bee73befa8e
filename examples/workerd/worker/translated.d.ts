/** What build.js makes of the components, as far as it is used here. */

declare module '*/gateway-open.js' {
  import type { IncomingRequest, ResponseOutparam } from './http.js';

  export const instantiate: import('./instance.js').Instantiate<{
    incomingHandler: { handle(request: IncomingRequest, out: ResponseOutparam): Promise<void> };
  }>;
}

declare module '*/job.js' {
  /** Options and results are passed on unchanged. */
  export interface Job {
    begin(name: string, format: string | undefined): unknown;
    feed(chunk: Uint8Array): unknown;
    finish(): unknown;
  }

  export const instantiate: import('./instance.js').Instantiate<{ job: { Job: { open(options: unknown): Job } } }>;
}

declare module '*/reporter.js' {
  export const instantiate: import('./instance.js').Instantiate<{ reporter: { render(...args: unknown[]): string } }>;
}

declare module '*.modules.js' {
  const modules: Record<string, WebAssembly.Module>;
  export default modules;
}

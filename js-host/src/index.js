/** The library: the composed component behind a typed door. See index.d.ts. */

export { PipelineError } from './failure.js';
export { Job } from './job.js';
export { Pipeline } from './pipeline.js';

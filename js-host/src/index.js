/** The library. See index.d.ts. */

export { PipelineError } from './failure.js';
export { Job } from './run/job.js';
export { Pipeline } from './run/pipeline.js';

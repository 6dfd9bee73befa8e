/**
 * wasi:http and wasi:io, as far as the gateway imports them, over a worker's requests and responses. jco's own for browsers collects a
 * whole body before it passes it on, and refuses trailers.
 */

/** How many bytes the gateway may write at once. The next ones wait until the client has taken them. */
const ROOM = 256 << 10;

const METHODS = new Set(['get', 'head', 'post', 'put', 'delete', 'connect', 'options', 'trace', 'patch']);

const encoder = new TextEncoder();
const decoder = new TextDecoder();

class IoError extends Error {
  toDebugString() {
    return this.message;
  }
}

class Pollable {
  #wait;

  /** @param {() => Promise<void> | undefined} wait */
  constructor(wait) {
    this.#wait = wait;
  }

  async block() {
    await this.#wait();
  }
}

class InputStream {
  /** @type {ReadableStreamDefaultReader<Uint8Array> | undefined} */
  #reader;
  /** @type {Uint8Array} */
  #rest = new Uint8Array();

  /** @param {ReadableStream<Uint8Array> | null} body */
  constructor(body) {
    this.#reader = body?.getReader();
  }

  /** @param {bigint} most */
  async blockingRead(most) {
    while (this.#rest.length === 0) this.#rest = await this.#next();
    const bytes = this.#rest.subarray(0, Number(most));
    this.#rest = this.#rest.subarray(bytes.length);
    return bytes;
  }

  async #next() {
    const read = this.#reader?.read().catch((error) => {
      throw { tag: 'last-operation-failed', val: new IoError(String(error)) };
    });
    const { value } = (await read) ?? {};
    if (value === undefined) throw { tag: 'closed' };
    return value;
  }
}

class OutputStream {
  /** @type {WritableStreamDefaultWriter<Uint8Array> | undefined} */
  #writer;
  /** @type {Promise<void> | undefined} */
  #writing;
  #gone = false;

  /** @param {WritableStream<Uint8Array>} writable */
  connect(writable) {
    this.#writer = writable.getWriter();
    this.#writer.closed.catch(() => (this.#gone = true));
  }

  checkWrite() {
    if (this.#gone) throw { tag: 'closed' };
    return BigInt(this.#writing === undefined ? ROOM : 0);
  }

  /** @param {Uint8Array} bytes */
  write(bytes) {
    // Without a writer this answers HEAD, whose body goes nowhere.
    const written = this.#writer?.write(bytes).catch(() => (this.#gone = true));
    this.#writing = written?.then(() => (this.#writing = undefined));
  }

  flush() {}

  subscribe() {
    return new Pollable(() => this.#writing);
  }

  async close() {
    await this.#writing;
    if (!this.#gone) await this.#writer?.close();
  }

  /** @param {unknown} reason */
  async abort(reason) {
    await this.#writer?.abort(reason).catch(() => {});
  }
}

class Fields {
  constructor(headers = new Headers()) {
    this.headers = headers;
  }

  /** @param {string} name */
  get(name) {
    const value = this.headers.get(name);
    return value === null ? [] : [encoder.encode(value)];
  }

  /** @param {string} name @param {Uint8Array} value */
  append(name, value) {
    try {
      this.headers.append(name, decoder.decode(value));
    } catch {
      throw { tag: 'invalid-syntax' };
    }
  }
}

class IncomingBody {
  #body;

  /** @param {ReadableStream<Uint8Array> | null} body */
  constructor(body) {
    this.#body = body;
  }

  stream() {
    return new InputStream(this.#body);
  }
}

export class IncomingRequest {
  #request;
  #target;

  /** @param {Request} request @param {string} target its path and query */
  constructor(request, target) {
    this.#request = request;
    this.#target = target;
  }

  method() {
    const tag = this.#request.method.toLowerCase();
    return METHODS.has(tag) ? { tag } : { tag: 'other', val: this.#request.method };
  }

  pathWithQuery() {
    return this.#target;
  }

  headers() {
    return new Fields(this.#request.headers);
  }

  consume() {
    return new IncomingBody(this.#request.body);
  }
}

class OutgoingBody {
  stream = new OutputStream();

  write() {
    return this.stream;
  }

  /** The trailer, which only counts in metrics, can't be sent from a worker. @param {OutgoingBody} _body @param {Fields} [_trailers] */
  static finish(_body, _trailers) {}
}

class OutgoingResponse {
  #fields;
  #status = 200;
  outgoing = new OutgoingBody();

  /** @param {Fields} fields */
  constructor(fields) {
    this.#fields = fields;
  }

  /** @param {number} status */
  setStatusCode(status) {
    this.#status = status;
  }

  body() {
    return this.outgoing;
  }

  /** @param {string} method */
  toResponse(method) {
    const { headers } = this.#fields;
    // Tells a server to end this instance, which every request does here.
    headers.delete('instance-life');
    const length = headers.get('content-length');
    const init = { status: this.#status, headers };
    if (method === 'HEAD') return new Response(null, init);
    const { readable, writable } = length === null ? new IdentityTransformStream() : new FixedLengthStream(Number(length));
    this.outgoing.stream.connect(writable);
    return new Response(readable, init);
  }
}

/** Where the response goes. */
export class ResponseOutparam {
  #method;
  #log;
  #resolve;
  #reject;
  /** @type {OutputStream | undefined} */
  #stream;
  response;

  /** @param {string} method @param {(error: unknown) => void} log */
  constructor(method, log) {
    this.#method = method;
    this.#log = log;
    const { promise, resolve, reject } = /** @type {PromiseWithResolvers<Response>} */ (Promise.withResolvers());
    this.response = promise;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** @param {ResponseOutparam} out @param {{ tag: 'ok', val: OutgoingResponse } | { tag: 'err', val: unknown }} result */
  static set(out, result) {
    if (result.tag === 'err') return out.fail(`the component answers with the error \`${JSON.stringify(result.val)}\``);
    out.#stream = result.val.outgoing.stream;
    out.#resolve(result.val.toResponse(out.#method));
  }

  /** Ends the response's body, after the gateway has ended. */
  async close() {
    if (!this.#stream) throw new Error('the component has ended without an answer');
    await this.#stream.close();
  }

  /** Fails the request, or breaks off a response that has begun. @param {unknown} error */
  async fail(error) {
    this.#log(error);
    this.#reject(error);
    await this.#stream?.abort(error);
  }
}

/** Only a host knows the reason of an error that isn't its own: none is known here. */
const httpErrorCode = () => undefined;

export const types = { Fields, IncomingBody, IncomingRequest, OutgoingBody, OutgoingResponse, ResponseOutparam, httpErrorCode };
export const errors = { Error: IoError };
export const poll = { Pollable };
export const streams = { InputStream, OutputStream };

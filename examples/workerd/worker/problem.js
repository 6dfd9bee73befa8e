/** Problems that the gateway can't answer with. */

/** @param {string} detail */
export function malformed(detail) {
  return answer({ type: 'urn:problem:malformed', title: 'Bad Request', status: 400, detail });
}

/** @param {string} detail */
export function unavailable(detail) {
  return answer({ type: 'urn:problem:unavailable', title: 'Service Unavailable', status: 503, detail });
}

/** @param {string} id of the request */
export function internal(id) {
  const detail = 'The request failed; the server logs the reason under this id';
  const problem = { type: 'urn:problem:internal', title: 'Internal Server Error', status: 500, detail, 'request-id': id };
  return answer(problem, { 'request-id': id });
}

/** @param {{ status: number, [member: string]: unknown }} problem @param {Record<string, string>} [headers] */
function answer(problem, headers) {
  return Response.json(problem, { status: problem.status, headers: { ...headers, 'content-type': 'application/problem+json' } });
}

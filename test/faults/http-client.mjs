import http from 'node:http';

const agent = new http.Agent({ keepAlive: true, maxSockets: 128 });

/**
 * One JSON call. Resolves with {status, headers, body} whatever the status is; rejects when there is no answer at all.
 * Plain node:http, because the load runs beside the platform on the same cores.
 */
export function call(base, method, path, { body, apiKey, timeoutMs = 10_000, headers = {} } = {}) {
  const text = body === undefined ? '' : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const request = http.request(
      new URL(path, base),
      {
        method,
        agent,
        timeout: timeoutMs,
        headers: {
          ...(text && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
          ...(apiKey && { authorization: `Bearer ${apiKey}` }),
          ...headers,
        },
      },
      (response) => {
        let answer = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => (answer += chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode, headers: response.headers, body: parse(answer) }),
        );
      },
    );
    request.on('timeout', () => request.destroy(new Error(`no answer in ${timeoutMs} ms`)));
    request.on('error', reject);
    request.end(text);
  });
}

/** Like `call`, but anything other than success is an error that says what came. */
export async function must(base, method, path, options) {
  const answer = await call(base, method, path, options);
  if (answer.status < 300) return answer.body;
  throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`);
}

export const closeConnections = () => agent.destroy();

function parse(text) {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

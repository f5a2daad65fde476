import { request } from 'undici';
import { problem, type Answer } from '../http/exchange.js';

const TIMEOUT_MS = 10_000;

/** Calls Carillon as any customer's backend does; what it answers goes on as it is. */
export class GatewayClient {
  constructor(
    private readonly url: string,
    private readonly apiKey: string,
  ) {}

  async call(method: 'GET' | 'POST' | 'PUT', path: string, body: object): Promise<Answer> {
    try {
      const response = await request(this.url + path, {
        method,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${this.apiKey}` },
        body: JSON.stringify(body),
        headersTimeout: TIMEOUT_MS,
        bodyTimeout: TIMEOUT_MS,
      });
      const type = response.headers['content-type'];
      return {
        status: response.statusCode,
        headers: { 'content-type': typeof type === 'string' ? type : 'application/json' },
        body: await response.body.text(),
      };
    } catch {
      return problem(502, 'Bad Gateway', 'the gateway does not answer');
    }
  }
}

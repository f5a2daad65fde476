/**
 * Whatever is sent to whatever call: never a 5xx, and every answer is what the OpenAPI document says. `npm run test:fuzz` sends
 * 20,000 and holds that each call has also succeeded: otherwise only refusals would be tried.
 */
import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { openApiDocument } from '../../../apps/gateway/src/api-page/openapi.js';
import { callAt, undocumented } from '../contracts/answered-as-documented.js';
import { RawHttp } from '../contracts/raw-http.js';
import { StoredThings } from '../contracts/stored-things.js';
import { asSent, wildRequest, type WildRequest } from '../contracts/wild-request.js';
import { WholePlatform } from '../running/whole-platform.js';
import { PUBLIC_URL } from './running-gateway.js';

const RUNS = Number(process.env.FUZZ_RUNS ?? 400);
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
const ALL_SUCCEED_FROM = 5_000;
const RESTOCK_EVERY = 60;
const FIVE_HUNDREDS = 500;

describe('the whole API', () => {
  let platform: WholePlatform;
  let things: StoredThings;
  let http: RawHttp;
  beforeAll(async () => {
    platform = await WholePlatform.begin();
    things = await StoredThings.of(platform.gateway, openApiDocument(PUBLIC_URL));
    http = new RawHttp(platform.gateway.addressOf());
  }, 60_000);
  afterAll(async () => {
    http.close();
    await platform.end();
  }, 30_000);

  it('takes every example of its documentation', async () => {
    for (const call of things.calls) {
      await things.restock();
      const body = call.body && Buffer.from(exampleText(things.bodyOf(call), call.body.media));
      const request = asSent(
        {
          call: call.id,
          method: call.method,
          path: things.pathOf(call) + things.queryOf(call, 'needed'),
          headers: {},
          body,
        },
        things,
        platform.gateway.sendgridKeys.privateKey,
      );
      const answer = await http.ask(request);
      if (answer.status >= 400) throw new Error(`${call.id} refused its example with ${answer.status}: ${answer.text}`);
      expect(undocumented(call, answer, things.document)).toBeUndefined();
    }
  }, 60_000);

  it(`answers as documented under fuzz (FUZZ_SEED=${SEED})`, async () => {
    const counts = new Map<string, Record<number, number>>(things.calls.map(({ id }) => [id, {}]));
    const began = performance.now();
    let done = 0;
    const requests = things.calls.map((call) => wildRequest(call, things));
    const property = fc.asyncProperty(fc.oneof(...requests), async (wild) => {
      if (++done % RESTOCK_EVERY === 0) await things.restock();
      if (done % FIVE_HUNDREDS === 0 && RUNS > FIVE_HUNDREDS) say(`${done} of ${RUNS}, ${rate(done, began)}/s`);
      const request = asSent(wild, things, platform.gateway.sendgridKeys.privateKey);
      const answer = await http.ask(request);
      const call = callAt(things.calls, request.method, request.path);
      const wrong = undocumented(call, answer, things.document);
      if (wrong !== undefined) throw new Error(wrong);
      if (call) counts.get(call.id)![answer.status] = (counts.get(call.id)![answer.status] ?? 0) + 1;
    });
    const { failed, counterexample, errorInstance } = await fc.check(property, { numRuns: RUNS, seed: SEED });
    if (failed) throw new Error(inWords(counterexample![0], errorInstance), { cause: errorInstance });
    const summary = { seed: SEED, runs: RUNS, per_second: rate(done, began), answers: Object.fromEntries(counts) };
    if (process.env.FUZZ_REPORT) writeFileSync(process.env.FUZZ_REPORT, JSON.stringify(summary));
    const neverGood = [...counts].filter(([, statuses]) => !Object.keys(statuses).some((status) => status < '300'));
    if (RUNS >= ALL_SUCCEED_FROM) expect(neverGood).toEqual([]);
  }, 1_200_000);
});

/** The bytes of a body as text, and not all of them. */
const inWords = ({ method, path, headers, body }: WildRequest, error: unknown): string =>
  `${method} ${path} ${JSON.stringify(headers)} ${body?.toString('latin1').slice(0, 1_000) ?? ''}\n→ ${String(error).slice(0, 1_000)}`;
const rate = (done: number, began: number): number => Math.round(done / ((performance.now() - began) / 1000));
const say = (line: string): void => void process.stderr.write(`fuzz: ${line}\n`);
const exampleText = (value: unknown, media: string): string =>
  media.includes('form') ? new URLSearchParams(value as Record<string, string>).toString() : JSON.stringify(value);

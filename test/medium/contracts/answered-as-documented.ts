import { problemAnswer } from '../../../apps/gateway/src/api-page/answer.js';
import { schemaValidator, type DocumentedCall, type OpenApi } from './documented-calls.js';
import type { RawAnswer } from './raw-http.js';

/** What is answered where no call has that method and address. */
const ELSEWHERE = [400, 404, 405, 413, 414, 415];

/** The call that a method and an address mean, by the paths of the document: what is written out goes before parameters. */
export function callAt(calls: readonly DocumentedCall[], method: string, url: string): DocumentedCall | undefined {
  const segments = url.split('?')[0]!.split('/');
  const fits = ({ path }: DocumentedCall) => {
    const own = path.split('/');
    return (
      own.length === segments.length && own.every((part, i) => part.startsWith('{') || part === decoded(segments[i]!))
    );
  };
  return calls
    .filter((call) => call.method === method && fits(call))
    .toSorted((a, b) => a.path.split('{').length - b.path.split('{').length)[0];
}

/** Says what about an answer is not in the document; undefined where all is. */
export function undocumented(
  call: DocumentedCall | undefined,
  answer: RawAnswer,
  document: OpenApi,
): string | undefined {
  const { status, type, text } = answer;
  if (status >= 500) return `a ${status}: ${text}`;
  if (!call) return ELSEWHERE.includes(status) ? notAProblem(answer) : `a ${status} where no call is`;
  const documented = call.answers.get(status);
  if (!documented) return `${call.id} has no ${status}: ${text.slice(0, 300)}`;
  const medias = Object.keys(documented);
  if (medias.length === 0) return text === '' ? undefined : `${call.id} ${status} has no body: ${text.slice(0, 300)}`;
  const media = medias.find((one) => type.split(';')[0] === one);
  if (media === undefined) return `${call.id} ${status} is ${type} and not ${medias.join(' or ')}`;
  if (!media.includes('json')) return undefined;
  const { schema } = documented[media]!;
  const wrong = schemaValidator(schema, document)(JSON.parse(text));
  return wrong === undefined ? undefined : `${call.id} ${status} ${wrong}: ${text.slice(0, 300)}`;
}

function notAProblem({ type, text }: RawAnswer): string | undefined {
  if (!type.startsWith('application/problem+json')) return `${type} and not a problem`;
  const { success, error } = problemAnswer.strict().safeParse(JSON.parse(text));
  return success ? undefined : error.message;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Reads a request for a token: RFC 6749, sections 2.3.1, 3.2 and 4.4. */
import type { Known, RefusalReason } from '../refusal.js';
import { GrantRefusedError } from './grant.error.js';

export interface GrantForm {
  readonly clientId: string;
  readonly clientSecret: string;
  /** None: all that the client may. */
  readonly scopes: readonly string[] | undefined;
}

const FIELDS = ['grant_type', 'scope', 'client_id', 'client_secret'] as const;
type Fields = Readonly<Partial<Record<(typeof FIELDS)[number], string>>>;

const MAX_LENGTH = 1_024;

const invalid = (description: string) => new GrantRefusedError('invalid_request', description);

export function readGrantForm(authorization: string | undefined, body: unknown): GrantForm {
  const fields = readFields(Buffer.isBuffer(body) ? body.toString('utf8') : '');
  if (fields.grant_type === undefined) throw invalid('grant_type is missing: send a form with it');
  if (fields.grant_type !== 'client_credentials') {
    throw new GrantRefusedError('unsupported_grant_type', 'Only client_credentials is granted');
  }
  const scopes = fields.scope?.split(' ').filter((scope) => scope !== '');
  return { ...credentials(authorization, fields), scopes };
}

/** What is unknown is passed over; what is empty counts as left out; nothing may come twice. */
function readFields(text: string): Fields {
  const form = new URLSearchParams(text);
  const fields: Partial<Record<string, string>> = {};
  for (const name of FIELDS) {
    const values = form.getAll(name);
    if (values.length > 1) throw invalid(`${name} is there more than once`);
    if (values[0]) fields[name] = values[0];
  }
  return fields;
}

function credentials(authorization: string | undefined, { client_id, client_secret }: Fields) {
  if (authorization !== undefined) {
    if (client_secret !== undefined) throw invalid('The client authenticates in two ways; one is enough');
    const basic = readBasic(authorization);
    if (client_id !== undefined && client_id !== basic.clientId) throw invalid('There are two different client ids');
    return basic;
  }
  if (client_id === undefined || client_secret === undefined) throw unknownClient('The client does not authenticate');
  return { clientId: client_id, clientSecret: client_secret };
}

export const unknownClient = (description: string, known?: Known, reason: RefusalReason = 'client_secret') =>
  new GrantRefusedError('invalid_client', description, 401, { reason, known });

/** Both parts are form-encoded before they are put together. */
function readBasic(header: string): { clientId: string; clientSecret: string } {
  const encoded = header.length > MAX_LENGTH ? undefined : /^Basic +([\w+/-]+=*)$/i.exec(header)?.[1];
  const [id, ...secret] = Buffer.from(encoded ?? '', 'base64')
    .toString('utf8')
    .split(':');
  const [clientId, clientSecret] = [decode(id ?? ''), decode(secret.join(':'))];
  if (!clientId || !clientSecret)
    throw unknownClient('The Authorization header is not HTTP Basic with an id and a secret');
  return { clientId, clientSecret };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

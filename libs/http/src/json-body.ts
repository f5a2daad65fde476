/**
 * Bodies as we let them in: UTF-8 and JSON, with nothing in it that a later part chokes on (NUL and lone surrogates,
 * which Postgres cannot hold; `__proto__`, which merges into prototypes; nesting that overflows a stack), and with no field
 * twice, of which JSON.parse would keep the last without a word.
 */
import { isUtf8 } from 'node:buffer';
import { doubledField } from './doubled-field.js';
import { jsonPointer } from './json-pointer.js';
import { invalidField, malformedJson } from './problems.js';

const MAX_DEPTH = 32;

/** Only escapes can smuggle them into valid JSON; most bodies have none, and are not walked. */
const SUSPICIOUS = /\\u(?:0000|d[89a-f])/i;
const PROTO = /"(?:_|\\u005f){2}proto(?:_|\\u005f){2}"\s*:/i;

export function readJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw malformedJson('The body is not UTF-8');
  const { tooDeep, fields } = measure(bytes);
  if (tooDeep) throw malformedJson(`The body is nested more than ${MAX_DEPTH} levels deep`);
  const text = bytes.toString('utf8');
  const value = parse(text);
  if (SUSPICIOUS.test(text)) refuseBadText(value, []);
  if (PROTO.test(text)) throw invalidField('', 'a field must not be named __proto__');
  if (fieldsIn(value) < fields) throw invalidField(doubledField(text), 'is given more than once');
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw malformedJson(position((error as Error).message));
  }
}

/** V8 quotes the text around the mistake, which may be personal; its position says enough. */
const position = (message: string): string => {
  const at = /position (\d+)/.exec(message)?.[1];
  return at === undefined ? 'It ends too early or is not JSON at all' : `Not valid at character ${at}`;
};

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

/**
 * Counts brackets outside strings before anything recurses into them, and the fields of all objects by their colons. One pass
 * over the bytes: bulk bodies are big.
 */
function measure(bytes: Buffer): { tooDeep: boolean; fields: number } {
  let depth = 0;
  let fields = 0;
  let inString = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    if (inString) {
      if (byte === BACKSLASH) i += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === COLON) fields += 1;
    else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > MAX_DEPTH) return { tooDeep: true, fields };
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
  return { tooDeep: false, fields };
}

/** Fields that are there after reading: fewer than were written, where one was written twice. */
function fieldsIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let fields = 0;
  if (Array.isArray(value)) for (const one of value) fields += fieldsIn(one);
  else
    for (const name in value) {
      fields += 1;
      const one = (value as Record<string, unknown>)[name];
      if (typeof one === 'object') fields += fieldsIn(one);
    }
  return fields;
}

function refuseBadText(value: unknown, path: PropertyKey[]): void {
  if (typeof value === 'string') return checkText(value, path);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    checkText(key, path);
    refuseBadText(inner, [...path, key]);
  }
}

function checkText(text: string, path: readonly PropertyKey[]): void {
  if (text.includes('\0')) throw invalidField(jsonPointer(path), 'must not contain NUL characters');
  if (!text.isWellFormed()) throw invalidField(jsonPointer(path), 'must be well-formed Unicode');
}

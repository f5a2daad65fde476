/** As much of MIME as it takes to show what composers of ours write. */

export interface MimePart {
  /** Names in small letters; of several, the last. */
  readonly headers: Readonly<Record<string, string>>;
  readonly type: string;
  readonly filename?: string | undefined;
  /** Decoded; '' where there are parts. */
  readonly text: string;
  readonly parts: readonly MimePart[];
}

/** From text whose letters are bytes. */
export function readMime(bytes: string): MimePart {
  const end = /\r?\n\r?\n/.exec(bytes);
  const headers = headersIn(end ? bytes.slice(0, end.index) : bytes);
  const body = end ? bytes.slice(end.index + end[0].length) : '';
  const type = headers['content-type'] ?? 'text/plain';
  const boundary = parameter(type, 'boundary');
  const parts = type.startsWith('multipart/') && boundary ? partsOf(body, boundary) : [];
  const filename = parameter(headers['content-disposition'] ?? '', 'filename');
  const text = parts.length > 0 ? '' : decoded(body, headers['content-transfer-encoding']);
  return { headers, type: type.split(';', 1)[0]!.toLowerCase(), filename, text, parts };
}

/** The first part of a type that is no file. */
export function partOf(part: MimePart, type: string): MimePart | undefined {
  if (part.type === type && part.filename === undefined) return part;
  for (const one of part.parts) {
    const found = partOf(one, type);
    if (found) return found;
  }
  return undefined;
}

export const filesOf = (part: MimePart): string[] => [
  ...(part.filename === undefined ? [] : [part.filename]),
  ...part.parts.flatMap(filesOf),
];

/** `=?UTF-8?Q?Gr=C3=BC=C3=9Fe?=` is Grüße. */
export const words = (header: string | undefined): string | undefined =>
  header
    ?.replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?[\w-]+\?([QB])\?([^?]*)\?=/gi, (_, encoding: string, text: string) =>
      encoding.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64').toString('latin1')
        : unquoted(text.replaceAll('_', ' ')),
    )
    .replace(/[\x80-\xff]+/g, utf8);

function headersIn(head: string): Record<string, string> {
  const lines = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const pairs = lines.map((line) => /^([!-9;-~]+):\s*(.*)$/.exec(line)).filter((found) => found !== null);
  return Object.fromEntries(pairs.map(([, name, value]) => [name!.toLowerCase(), value!]));
}

function partsOf(body: string, boundary: string): MimePart[] {
  const pieces = `\r\n${body}`.split(`\r\n--${boundary}`).slice(1);
  return pieces.filter((piece) => !piece.startsWith('--')).map((piece) => readMime(piece.replace(/^\r\n/, '')));
}

const parameter = (header: string, name: string): string | undefined => {
  const found = new RegExp(`;\\s*${name}="?([^";]+)"?`, 'i').exec(header);
  return found?.[1];
};

function decoded(body: string, encoding = '7bit'): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  return utf8(encoding === 'quoted-printable' ? unquoted(body.replace(/=\r?\n/g, '')) : body);
}

const unquoted = (text: string): string =>
  text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

const utf8 = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');

import tls, { type TLSSocket } from 'node:tls';
import { listening, type Rudeness, type RudeServer } from './rude-server.js';

const PREFACE_BYTES = 24;
const FRAME_HEAD = 9;
const [DATA, HEADERS, SETTINGS] = [0, 1, 4];
const [ACK, END_STREAM, END_HEADERS] = [1, 1, 4];

/** The same over HTTP/2, frame by frame, since Node's own server keeps the rules. */
export async function rudeHttp2Server(
  rudeness: Rudeness,
  identity: { key: string; cert: string },
): Promise<RudeServer> {
  const sockets = new Set<TLSSocket>();
  let calls = 0;
  const server = tls.createServer({ ...identity, ALPNProtocols: ['h2'] }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    socket.write(frame(SETTINGS, 0, 0));
    let read = Buffer.alloc(0);
    let begun = false;
    socket.on('data', (part: Buffer) => {
      read = Buffer.concat([read, part]);
      if (!begun && read.length >= PREFACE_BYTES) [begun, read] = [true, read.subarray(PREFACE_BYTES)];
      while (begun && read.length >= FRAME_HEAD && read.length >= FRAME_HEAD + read.readUIntBE(0, 3)) {
        const [type, flags, stream] = [read[3], read[4] ?? 0, read.readUInt32BE(5)];
        read = read.subarray(FRAME_HEAD + read.readUIntBE(0, 3));
        if (type === SETTINGS && !(flags & ACK)) socket.write(frame(SETTINGS, ACK, 0));
        if ((type !== DATA && type !== HEADERS) || !(flags & END_STREAM)) continue;
        calls++;
        answers[rudeness](socket, stream);
      }
    });
  });
  return listening(server, sockets, () => calls);
}

function frame(
  type: number,
  flags: number,
  stream: number,
  payload = Buffer.alloc(0),
  length = payload.length,
): Buffer {
  const head = Buffer.alloc(FRAME_HEAD);
  head.writeUIntBE(length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** HPACK: `:status`, by its place in the static table, and its value in plain. */
const FOUND = Buffer.concat([Buffer.of(0x08, 3), Buffer.from('302')]);

const answers: Record<Rudeness, (socket: TLSSocket, stream: number) => void> = {
  garbage: (socket) => socket.end('220 smtp.example.com ESMTP\r\n'),
  reset: (socket) => socket.destroy(),
  trickle: (socket, stream) => {
    socket.write(frame(HEADERS, END_STREAM | END_HEADERS, stream, undefined, 1_000));
    const timer = setInterval(() => socket.write(Buffer.of(0)), 50);
    socket.on('close', () => clearInterval(timer));
  },
  redirect: (socket, stream) => socket.write(frame(HEADERS, END_STREAM | END_HEADERS, stream, FOUND)),
};

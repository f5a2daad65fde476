import net, { type Socket } from 'node:net';
import tls from 'node:tls';
import { listening, type Rudeness, type RudeServer } from './rude-server.js';

/**
 * A mail server that says what one says, and takes a whole mail, up to its final dot. Then it behaves as no protocol allows.
 * `redirect` is an answer to the recipient's name: 551, with the place where they are.
 */
export async function rudeSmtpServer(
  rudeness: Rudeness,
  identity?: { key: string; cert: string },
): Promise<RudeServer> {
  const sockets = new Set<Socket>();
  let calls = 0;
  const serve = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    socket.write('220 rude.example.com ESMTP\r\n');
    let read = '';
    let inMail = false;
    socket.on('data', (part) => {
      read += part.toString('latin1');
      if (inMail && read.endsWith('\r\n.\r\n')) {
        calls++;
        answers[rudeness](socket);
      }
      while (!inMail && read.includes('\r\n')) {
        const [command = ''] = read.split('\r\n', 1);
        read = read.slice(command.length + 2);
        inMail = command === 'DATA';
        if (rudeness === 'redirect' && command.startsWith('RCPT')) {
          calls++;
          socket.write('551 5.1.6 user not local; please try <ada@elsewhere.example.com>\r\n');
        } else socket.write(politely(command));
      }
    });
  };
  const server = identity ? tls.createServer(identity, serve) : net.createServer(serve);
  return listening(server, sockets, () => calls);
}

function politely(command: string): string {
  if (command.startsWith('EHLO')) return '250-rude.example.com\r\n250 AUTH PLAIN\r\n';
  if (command.startsWith('AUTH')) return '235 2.7.0 welcome\r\n';
  return command === 'DATA' ? '354 go on\r\n' : '250 2.0.0 OK\r\n';
}

const answers: Record<Rudeness, (socket: Socket) => void> = {
  garbage: (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'),
  reset: (socket) => socket.destroy(),
  // Every byte keeps a time-out of silence from firing; only a limit to the whole call ends this.
  trickle: (socket) => {
    const timer = setInterval(() => socket.write('250-wait\r\n'), 50);
    socket.on('close', () => clearInterval(timer));
  },
  redirect: () => undefined,
};

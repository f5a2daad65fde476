import net, { type Socket } from 'node:net';
import type { AddressGuard } from '#libs/network';

export interface SmtpPlace {
  readonly host: string;
  readonly port: number;
  /** For hosts that a tenant named; the deployment's own may lie anywhere. */
  readonly guard?: AddressGuard | undefined;
}

const refused = () =>
  Object.assign(new Error('the host is not one to call'), { code: 'ADDRESS_REFUSED', syscall: 'connect' });

/** A connection to the address that was checked, or none. Fails as connecting fails: nothing was sent. */
export function connectTo({ host, port, guard }: SmtpPlace, timeoutMs: number, signal: AbortSignal): Promise<Socket> {
  const isGuarded = guard !== undefined && !guard.isAllowed({ hostname: host, port: String(port), protocol: 'smtp:' });
  if (isGuarded && guard.isRefusedLiteral(host)) return Promise.reject(refused());
  return new Promise((resolve, reject) => {
    // Nodemailer switches Nagle off on sessions; here it would hold the greeting back.
    const socket = net.connect({ host, port, noDelay: true, ...(isGuarded && { lookup: guard.lookup }) });
    const late = () =>
      socket.destroy(Object.assign(new Error('could not connect in time'), { code: 'ETIMEDOUT', syscall: 'connect' }));
    const timer = setTimeout(late, timeoutMs);
    signal.addEventListener('abort', late, { once: true });
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', late);
    };
    // The last word of a socket must have a listener, whoever has it by then.
    socket.on('error', (error) => {
      done();
      reject(error);
    });
    socket.once('connect', () => {
      done();
      resolve(socket);
    });
  });
}

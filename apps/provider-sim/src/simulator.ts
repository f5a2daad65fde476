import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CallbackDesk } from './callbacks/callback-desk.js';
import { controlRoutes } from './control/control.routes.js';
import { ControlState } from './control/control-state.js';
import { json, problem } from './http/exchange.js';
import { listener, type Handler } from './http/listener.js';
import { StaticFiles } from './http/static-files.js';
import { Ledger } from './ledger/ledger.js';
import { Mailbox } from './mailbox/mailbox.routes.js';
import { metrics } from './metrics.js';
import { CallCounts } from './providers/call-counts.js';
import { ApnsProtocol } from './providers/apns/apns.protocol.js';
import { FcmProtocol } from './providers/fcm/fcm.protocol.js';
import type { Protocol, Sent } from './providers/protocol.js';
import type { ProviderName } from './providers/provider-name.js';
import { takeCall, type ProviderDesk } from './providers/provider-call.js';
import { signingKey } from './providers/sendgrid/sendgrid.callbacks.js';
import { SendgridProtocol } from './providers/sendgrid/sendgrid.protocol.js';
import { SesProtocol } from './providers/ses/ses.protocol.js';
import { SmtpPreviews } from './providers/smtp/smtp.protocol.js';
import { SmtpStandIn } from './providers/smtp/smtp.server.js';
import { SlackProtocol } from './providers/slack/slack.protocol.js';
import { InboundSms } from './providers/twilio/inbound-sms.js';
import { TwilioProtocol } from './providers/twilio/twilio.protocol.js';
import { VonageProtocol } from './providers/vonage/vonage.protocol.js';
import { WebPushProtocol } from './providers/webpush/webpush.protocol.js';
import { WebhookProtocol } from './providers/webhook/webhook.protocol.js';
import { WhatsappProtocol } from './providers/whatsapp/whatsapp.protocol.js';
import type { Settings } from './settings.js';
import { serverIdentity, type ServerIdentity } from './tls/authority.js';
import { TryBackend } from './try/try.routes.js';

export interface Simulator {
  readonly port: number;
  readonly tlsPort: number;
  /** 0 where there is no mail server. */
  readonly smtpPort: number;
  stop(): Promise<void>;
}

/** Where nobody is asked for in particular. */
const MOST_LISTED = 1_000;

const PAGES = {
  '/': 'mailbox.html',
  '/try': 'try.html',
  '/pages/look.css': 'look.css',
  '/pages/mailbox.js': 'mailbox.js',
  '/pages/try.js': 'try.js',
  '/favicon.svg': 'favicon.svg',
};

/** Scripts come from here and, for the bell, from the two services whose socket.io client the page uses. */
const pageHeaders = ({ IN_APP_URL, STATUS_URL }: Settings): Record<string, string> => {
  const sockets = [IN_APP_URL, STATUS_URL].flatMap((url) => [url, url.replace(/^http/, 'ws')]).join(' ');
  return {
    'content-security-policy': `default-src 'self'; script-src 'self' ${IN_APP_URL}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ${sockets}; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  };
};

interface Rooms {
  readonly desk: ProviderDesk;
  readonly handle: Handler;
  close(): void;
}

const sentBy =
  (ledger: Ledger, name: ProviderName): Sent =>
  (key) =>
    key === undefined
      ? ledger.page(Math.max(0, ledger.lastSeq - MOST_LISTED), MOST_LISTED, true, name)
      : ledger.find(name, key);

async function furnish(settings: Settings): Promise<Rooms> {
  mkdirSync(settings.DATA_DIR, { recursive: true });
  const ledger = Ledger.open(join(settings.DATA_DIR, 'ledger.ndjson'));
  const state = new ControlState(join(settings.DATA_DIR, 'control.json'));
  const counts = new CallCounts();
  const token = settings.TWILIO_AUTH_TOKEN;
  const callbacks = new CallbackDesk(ledger, state, {
    publicUrl: settings.PUBLIC_URL,
    sendgridKey: signingKey(settings.SENDGRID_SIGNING_KEY),
    twilioToken: token,
    vonageSecret: settings.VONAGE_SIGNATURE_SECRET,
    whatsappSecret: settings.WHATSAPP_APP_SECRET,
  });
  await callbacks.resume();
  const inbound = new InboundSms(`${settings.PUBLIC_URL}/callbacks/twilio/inbound`, token, (number, out) =>
    state.setOptedOut(number, out),
  );
  const protocols: Protocol[] = [
    new WebhookProtocol((path) => state.secrets.get(path)),
    new SendgridProtocol(settings.SENDGRID_API_KEY, sentBy(ledger, 'sendgrid')),
    new SesProtocol(settings.SES_ACCESS_KEY_ID),
    new TwilioProtocol(token, (number) => state.optedOut.has(number), sentBy(ledger, 'twilio')),
    new VonageProtocol(settings.VONAGE_API_SECRET),
    new FcmProtocol(),
    new ApnsProtocol(settings.APNS_KEY_ID, settings.APNS_PUBLIC_KEY),
    new WebPushProtocol(),
    new SlackProtocol(),
    new WhatsappProtocol(settings.WHATSAPP_TOKEN),
  ];
  const mailbox = new Mailbox(ledger, [...protocols, new SmtpPreviews()]);
  const desk = { ledger, counts, planOf: state.planOf };
  const pages = new StaticFiles(PAGES, pageHeaders(settings));
  const control = controlRoutes({ ledger, state, counts, callbacks, inbound });
  const backend = new TryBackend({
    gatewayUrl: settings.GATEWAY_URL,
    statusUrl: settings.STATUS_URL,
    inAppUrl: settings.IN_APP_URL,
    tlsUrl: settings.TLS_URL ?? `https://127.0.0.1:${settings.TLS_PORT}`,
    apiKey: settings.API_KEY,
  });

  const handle: Handler = (exchange, connection) => {
    const protocol = protocols.find((one) => one.matches(exchange.path));
    if (protocol) return takeCall(desk, protocol, exchange, connection);
    if (control.matches(exchange.path)) return control.handle(exchange);
    if (mailbox.matches(exchange.path)) return mailbox.handle(exchange, connection);
    if (backend.matches(exchange.path)) return backend.handle(exchange);
    if (pages.matches(exchange.path)) return pages.answer(exchange.path);
    if (exchange.path === '/metrics') return metrics(ledger, counts, callbacks);
    if (exchange.path === '/health/live' || exchange.path === '/health/ready') return json(200, { status: 'ok' });
    return problem(404, 'Not Found');
  };
  const close = () => {
    mailbox.stop();
    callbacks.stop();
    state.close();
    ledger.close();
  };
  return { desk, handle, close };
}

export async function startSimulator(settings: Settings, onError: (error: unknown) => void): Promise<Simulator> {
  const rooms = await furnish(settings);
  const listen = listener(rooms.handle, onError);
  const identity = serverIdentity(settings.DATA_DIR);
  const { key, cert, ca } = identity;
  const plain = http.createServer({ keepAliveTimeout: 75_000 }, listen);
  // APNs speaks HTTP/2 alone; firebase-admin that or, with its older transport, HTTP/1.1.
  const secure = http2.createSecureServer({ key, cert: cert + ca, allowHTTP1: true }, (request, response) =>
    listen(request as unknown as http.IncomingMessage, response as unknown as http.ServerResponse),
  );
  const sessions = new Set<http2.ServerHttp2Session>();
  secure.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    session.on('error', () => undefined);
  });
  secure.on('sessionError', () => undefined);
  plain.listen(settings.PORT, settings.HOST);
  secure.listen(settings.TLS_PORT, settings.HOST);
  await Promise.all([once(plain, 'listening'), once(secure, 'listening')]);
  const smtp = mailServer(settings, rooms.desk, identity);

  return {
    port: (plain.address() as AddressInfo).port,
    tlsPort: (secure.address() as AddressInfo).port,
    smtpPort: (await smtp?.start()) ?? 0,
    async stop() {
      await smtp?.stop();
      rooms.close();
      const closed = [once(plain, 'close'), once(secure, 'close')];
      plain.close();
      secure.close();
      plain.closeAllConnections();
      for (const session of sessions) session.destroy();
      await Promise.race([Promise.all(closed), new Promise((ok) => setTimeout(ok, 1_000).unref())]);
    },
  };
}

function mailServer(settings: Settings, desk: ProviderDesk, identity: ServerIdentity): SmtpStandIn | undefined {
  const { SMTP_PORT: port, SMTP_USER: user, SMTP_PASSWORD: password, HOST: host } = settings;
  return port === undefined ? undefined : new SmtpStandIn(desk, identity, { port, host, user, password });
}

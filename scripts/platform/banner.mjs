import { DEMO_USER } from './seed.mjs';

/** What `npm start` prints when everything is up. */
export function banner(info) {
  const json = JSON.stringify({
    user_id: DEMO_USER,
    notification_type: 'security_alert',
    channels: ['email', 'sms', 'push', 'webhook'],
    content: { title: 'Suspicious login', body: 'Login attempt from a new place' },
  });
  const auth = `-H 'Authorization: Bearer ${info.api_key}'`;
  const curl = `curl -sS ${info.gateway}/v1/notifications ${auth} -H 'Content-Type: application/json' -d '${json}'`;
  return `
Carillon is ready.

  API           ${info.gateway}    its page: ${info.docs}
  Try it        ${info.try_page}    send yourself a message, see it arrive
  Mailbox       ${info.simulator_page}    what was sent, to whom
  Status        ${info.status}    WebSocket namespace /status
  Inbox         ${info.in_app}    WebSocket namespace /inbox
  Tenant        ${info.tenant}
  API key       ${info.api_key}
  Data, logs    ${info.data}

Send a notification:

${curl}

See its whole life (put in the id that came back):

curl -sS ${info.gateway}/v1/notifications/<id> ${auth}
`;
}

// The development mailbox: asks for the newest messages whenever the server says that there are some.
const CHANNELS = {
  sendgrid: 'email',
  ses: 'email',
  smtp: 'email',
  twilio: 'SMS',
  vonage: 'SMS',
  fcm: 'push',
  apns: 'push',
  webpush: 'push',
  webhook: 'webhook',
  slack: 'Slack',
  whatsapp: 'WhatsApp',
};
const list = document.getElementById('list');
const letter = document.getElementById('letter');
const search = document.getElementById('q');
const state = document.getElementById('state');

let messages = [];
let chosen;

/** Text never becomes markup: everything shown goes through textContent. */
function element(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children.filter((child) => child !== undefined));
  return node;
}

const time = (at) => new Date(at).toLocaleTimeString();
const titleOf = (message) => message.title || message.text || '(no text)';

function row(message) {
  const button = element(
    'button',
    { type: 'button', onclick: () => choose(message) },
    element(
      'span',
      { className: 'row' },
      element('span', { className: 'to', textContent: message.to }),
      element('span', { className: 'quiet small', textContent: time(message.at) }),
    ),
    element(
      'span',
      { className: 'row' },
      element('span', { className: 'title', textContent: titleOf(message) }),
      element('span', { className: 'tag', textContent: CHANNELS[message.provider] }),
    ),
  );
  if (message.seq === chosen) button.setAttribute('aria-current', 'true');
  button.dataset.seq = message.seq;
  return element('li', {}, button);
}

function facts(message) {
  const pairs = [
    ['To', message.to],
    ['From', message.from],
    ['At', new Date(message.at).toLocaleString()],
    ['Through', message.provider],
    ['Notification', message.notification_id],
    ['Delivery', message.delivery_id],
    ['Provider’s id', message.message_id],
    ['Signature', message.signature],
    ['Files', message.attachments?.join(', ')],
  ];
  const known = pairs.filter(([, value]) => value);
  if (message.unsubscribe) {
    const words = { href: message.unsubscribe, textContent: 'its page', target: '_blank', rel: 'noreferrer' };
    known.push(['Unsubscribe', element('a', words)]);
  }
  return element(
    'dl',
    {},
    ...known.flatMap(([name, value]) => [element('dt', { textContent: name }), element('dd', {}, value)]),
  );
}

function contentOf(message) {
  if (!message.html) {
    const bubble = ['SMS', 'push', 'Slack', 'WhatsApp'].includes(CHANNELS[message.provider]);
    return element('p', { className: bubble ? 'text bubble' : 'text', textContent: message.text ?? '' });
  }
  const frame = element('iframe', { title: 'The message as HTML', srcdoc: message.html });
  // An empty sandbox: no scripts, no forms, no way out.
  frame.setAttribute('sandbox', '');
  return frame;
}

function pretty(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

function choose(message) {
  chosen = message.seq;
  for (const button of list.querySelectorAll('button')) {
    if (Number(button.dataset.seq) === chosen) button.setAttribute('aria-current', 'true');
    else button.removeAttribute('aria-current');
  }
  const { method, url, body } = message.raw;
  letter.replaceChildren(
    element('h2', { textContent: message.title || CHANNELS[message.provider] }),
    facts(message),
    contentOf(message),
    element(
      'details',
      {},
      element('summary', { textContent: 'The request as it came' }),
      element('pre', { tabIndex: 0, textContent: `${method} ${url}\n\n${pretty(body ?? '')}` }),
    ),
  );
}

function show() {
  const focused = document.activeElement?.dataset?.seq;
  list.replaceChildren(...messages.map(row));
  if (focused) list.querySelector(`[data-seq="${focused}"]`)?.focus();
  list.hidden = !messages.length;
}

let asking = false;
let again = false;

/** One question at a time; what comes up meanwhile makes one more. */
async function refresh() {
  if (asking) return void (again = true);
  asking = true;
  try {
    const response = await fetch(`/mailbox/messages?q=${encodeURIComponent(search.value)}`);
    const answer = await response.json();
    messages = answer.messages;
    state.textContent = search.value ? `${messages.length} found` : `${answer.last_seq} sent, the newest shown`;
    show();
    if (chosen === undefined && messages.length) choose(messages[0]);
  } catch {
    state.textContent = 'The simulator does not answer.';
  }
  asking = false;
  if (again) {
    again = false;
    void refresh();
  }
}

search.addEventListener('input', refresh);
const live = new EventSource('/mailbox/live');
live.onmessage = refresh;
live.onerror = () => (state.textContent = 'The simulator is away; waiting for it.');

// One sends oneself a message, sees it arrive in the bell, marks it read, and watches its status go from ACCEPTED to READ.
// The page knows nothing but its own user's token, which its backend (the simulator's server) got for it.
const STEPS = ['ACCEPTED', 'PROCESSING', 'SENT', 'DELIVERED', 'READ'];
const byId = (id) => document.getElementById(id);
const lives = new Map();
let watch = () => {};

function element(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

async function post(path, body) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.detail ?? answer.title ?? `The answer was ${response.status}.`);
  return answer;
}

function loadClient(url) {
  return new Promise((ok, fail) => {
    const script = element('script', { src: `${url}/socket.io/socket.io.js`, onload: ok });
    script.onerror = () => fail(new Error('The inbox service does not answer.'));
    document.head.append(script);
  });
}

// --- the inbox

function showUnread(count) {
  const badge = byId('unread');
  badge.textContent = String(count);
  badge.setAttribute('aria-label', `Unread: ${count}`);
  badge.classList.toggle('some', count > 0);
}

const unreadOf = (answer) => (typeof answer === 'number' ? answer : (answer?.unread ?? answer?.count));

function addItem(socket, item) {
  const id = item.id ?? item.delivery_id;
  if (document.querySelector(`[data-item="${CSS.escape(id)}"]`)) return;
  const content = item.content ?? item;
  const button = element('button', { type: 'button', textContent: 'Mark read' });
  const line = element(
    'li',
    {},
    element(
      'div',
      {},
      element('strong', { textContent: content.title ?? '' }),
      element('p', { textContent: content.body ?? '' }),
    ),
    button,
  );
  line.dataset.item = id;
  const done = () => {
    line.classList.add('read');
    button.replaceWith(element('span', { className: 'quiet small', textContent: 'read' }));
  };
  button.onclick = () => {
    button.disabled = true;
    socket.timeout(10_000).emit('read', { id }, (error, answer) => {
      if (error || answer?.error) button.disabled = false;
      else done();
    });
  };
  if (item.read_at || item.read) done();
  byId('items').prepend(line);
  byId('empty').hidden = true;
  const bell = byId('bell');
  bell.classList.remove('rings');
  void bell.offsetWidth; // starts the animation anew
  bell.classList.add('rings');
}

function openInbox({ in_app_url, token }) {
  const socket = window.io(`${in_app_url}/inbox`, { auth: { token }, transports: ['websocket'] });
  socket.on('connect', () => (byId('link').textContent = 'live'));
  socket.on('disconnect', () => (byId('link').textContent = 'away; connecting again…'));
  socket.on('connect_error', (error) => (byId('link').textContent = error.message));
  socket.on('item', (item) => addItem(socket, item));
  socket.on('unread', (answer) => showUnread(unreadOf(answer) ?? 0));
}

// --- the status lines

function openStatus({ status_url, token }) {
  const socket = window.io(`${status_url}/status`, { auth: { token }, transports: ['websocket'] });
  watch = (ids) => socket.emit('watch', { notification_ids: ids }, () => {});
  socket.on('connect', () => lives.size && watch([...lives.keys()]));
  socket.on('status', (events) => [events].flat().forEach(follow));
}

function addLife(id, title, deliveries) {
  const steps = STEPS.map((name) => element('li', { textContent: name }));
  const rows = element('tbody');
  const node = element(
    'article',
    { className: 'card life' },
    element('h2', { textContent: title }),
    element('ol', {}, ...steps),
    element('table', {}, rows),
    element('p', { className: 'quiet small', textContent: id }),
  );
  node.dataset.notification = id;
  byId('lives').prepend(node);
  lives.set(id, { node, steps, rows });
  for (const one of deliveries ?? []) showDelivery(lives.get(id), { ...one, delivery_id: one.delivery_id ?? one.id });
}

function follow(event) {
  const life = lives.get(event.notification_id);
  if (!life) return;
  showDelivery(life, event);
  showStatus(life, event.notification_status);
}

function showDelivery({ rows }, { delivery_id, channel, status, reason }) {
  const key = CSS.escape(delivery_id);
  let row = rows.querySelector(`[data-delivery="${key}"]`);
  if (!row) {
    row = element('tr');
    row.dataset.delivery = delivery_id;
    rows.append(row);
  }
  row.replaceChildren(
    element('th', { scope: 'row', textContent: channel ?? '' }),
    element('td', { textContent: reason ? `${status} (${reason})` : status }),
  );
}

function showStatus({ node, steps }, status) {
  const reached = STEPS.indexOf(status);
  if (reached < 0) steps.at(-1).className = 'ended';
  if (reached < 0) steps.at(-1).textContent = status;
  if (node.dataset.status === 'READ') return;
  node.dataset.status = status;
  steps.forEach((step, index) => step.classList.toggle('reached', index <= reached));
}

// --- sending

byId('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  byId('message').textContent = '';
  byId('send').disabled = true;
  try {
    const title = form.get('title');
    const sent = await post('/try/messages', { title, body: form.get('body'), channels: form.getAll('channels') });
    addLife(sent.id, title, sent.deliveries);
    showStatus(lives.get(sent.id), sent.status);
    watch([sent.id]);
  } catch (error) {
    byId('message').textContent = error.message;
  }
  byId('send').disabled = false;
});

try {
  const session = await post('/try/session', {});
  byId('user').textContent = session.user_id;
  await loadClient(session.in_app_url);
  openInbox(session);
  openStatus(session);
  byId('send').disabled = false;
} catch (error) {
  byId('message').textContent = error.message;
  byId('link').textContent = 'not connected';
}

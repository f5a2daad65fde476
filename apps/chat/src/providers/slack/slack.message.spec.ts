import { messageOf, textOf } from './slack.message.js';

describe('a message for Slack', () => {
  test('says its title boldly, and wakes up nobody by what stands in it', () => {
    expect(textOf({ title: 'A & B', body: '<!channel> <https://example.com|look> 1 < 2' })).toBe(
      '*A &amp; B*\n&lt;!channel&gt; &lt;https://example.com|look&gt; 1 &lt; 2',
    );
    expect(textOf({ title: '', body: 'Only this' })).toBe('Only this');
  });

  test('shows blocks where there are some, and carries ids only', () => {
    const blocks = [{ type: 'divider' }];
    const call = {
      deliveryId: 'd-1',
      notificationId: 'n-1',
      tenantId: 't',
      userId: 'ada',
      notificationType: 'order_update',
      priority: 'low',
      attempt: 1,
      target: { channel: 'chat', kind: 'slack', url: 'https://hooks.slack.com/services/T/B/X' },
      content: { title: 'Code', body: '123', chat: { blocks } },
      timestamp: '2026-01-01T12:00:00.000Z',
    } as const;
    expect(messageOf({ ...call, content: { ...call.content, chat: { blocks: [...blocks] } } })).toEqual({
      text: '*Code*\n123',
      blocks,
      metadata: {
        event_type: 'carillon_notification',
        event_payload: { notification_id: 'n-1', delivery_id: 'd-1' },
      },
    });
  });
});

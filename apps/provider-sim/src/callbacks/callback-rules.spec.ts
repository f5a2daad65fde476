import { callbackRulesSchema, plannedCallbacks } from './callback-rules.js';

const to = (address: string) => ({ to: address, message_id: 'm' });

describe('the callbacks of a send', () => {
  it('are sent and delivered for an SMS, one after the other', () => {
    const rules = callbackRulesSchema('twilio').parse({ delay_ms: 100 });
    expect(plannedCallbacks(rules, to('+436641234567'))).toMatchObject([
      { kind: 'sent', afterMs: 100 },
      { kind: 'delivered', afterMs: 200 },
    ]);
  });

  it('follow the first rule whose address fits', () => {
    const rules = callbackRulesSchema('sendgrid').parse({ rules: [{ to: '@bad.', kinds: ['bounce'], delay_ms: 5 }] });
    expect(plannedCallbacks(rules, to('a@bad.org'))).toMatchObject([{ kind: 'bounce', afterMs: 5 }]);
    expect(plannedCallbacks(rules, to('a@good.org'))).toMatchObject([{ kind: 'delivered' }]);
  });

  it('hit only their share', () => {
    const rules = callbackRulesSchema('sendgrid').parse({ rules: [{ to: '@', kinds: ['bounce'], rate: 0.2 }] });
    expect(plannedCallbacks(rules, to('a@b.c'), () => 0.1)).toMatchObject([{ kind: 'bounce' }]);
    expect(plannedCallbacks(rules, to('a@b.c'), () => 0.3)).toMatchObject([{ kind: 'delivered' }]);
  });

  it('stay away when switched off', () => {
    const rules = callbackRulesSchema('sendgrid').parse({ enabled: false });
    expect(plannedCallbacks(rules, to('bounce@b.c'))).toEqual([]);
  });

  it('are of kinds that the provider knows', () => {
    expect(callbackRulesSchema('twilio').safeParse({ kinds: ['open'] }).success).toBe(false);
  });
});

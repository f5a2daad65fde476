import { smsText } from './sms-text.js';

const rules = { maxSegments: 2, plainMarks: false };

describe('the text of a short message', () => {
  test('says its title and its text, and no empty line', () => {
    expect(smsText({ title: 'Code', body: '123' }, rules)).toMatchObject({ text: 'Code\n123' });
    expect(smsText({ title: '', body: '123' }, rules)).toMatchObject({ text: '123' });
  });

  test('is refused with the number of its segments when it has too many', () => {
    expect(smsText({ title: '', body: 'a'.repeat(306) }, rules)).toMatchObject({ segments: { count: 2 } });
    expect(smsText({ title: '', body: 'a'.repeat(307) }, rules)).toEqual({
      kind: 'rejected',
      code: 'too_long',
      detail: '3 segments of GSM-7; at most 2 are sent',
    });
  });

  test('has its marks written plainly where that saves segments, and only then', () => {
    const quoted = { title: '', body: `“It’s here” – ${'a'.repeat(70)}…` };
    expect(smsText(quoted, rules)).toMatchObject({ text: quoted.body, segments: { encoding: 'ucs-2', count: 2 } });
    expect(smsText(quoted, { ...rules, plainMarks: true })).toMatchObject({
      text: `"It's here" - ${'a'.repeat(70)}...`,
      segments: { encoding: 'gsm-7', count: 1 },
    });
    const cyrillic = { title: '', body: '„Да“' };
    expect(smsText(cyrillic, { ...rules, plainMarks: true })).toMatchObject({ text: cyrillic.body });
  });
});

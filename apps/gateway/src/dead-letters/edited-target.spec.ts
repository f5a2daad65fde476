import { Problem } from '#libs/http';
import { fitsChannel } from './edited-target.js';

const pointersOf = (work: () => void): string[] | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as Problem).document().errors?.map(({ pointer }) => pointer);
  }
};

describe('another recipient', () => {
  it('is of the kind that the channel has', () => {
    expect(pointersOf(() => fitsChannel({ email: 'ada@example.com' }, 'email'))).toBeUndefined();
    expect(pointersOf(() => fitsChannel({ token: 't', platform: 'ios' }, 'push'))).toBeUndefined();
  });

  it('is refused field by field where the channel knows no such thing', () => {
    expect(pointersOf(() => fitsChannel({ email: 'ada@example.com', phone: '+14155550123' }, 'sms'))).toEqual([
      '/to/email',
    ]);
  });
});

import { jest } from '@jest/globals';
import { ManualClock, until } from '#libs/testing';
import { cutAt } from './cut.js';

describe('a connection whose token expires', () => {
  let said: unknown[];
  const socket = {
    emit: (...told: unknown[]) => said.push(told),
    disconnect: (close?: boolean) => said.push(['disconnect', close]),
    conn: {},
  };
  const END = [
    ['ended', { reason: 'expired' }],
    ['disconnect', true],
  ];
  beforeEach(() => {
    said = [];
  });

  it('is told so and cut then, and not before', async () => {
    const began = Date.now();
    cutAt(socket, began + 60);
    expect(said).toEqual([]);
    await until(() => said.length > 0);
    expect(Date.now() - began).toBeGreaterThanOrEqual(60);
    expect(said).toEqual(END);
  });

  it('is cut at once where that was while it was connected', async () => {
    const clock = new ManualClock();
    cutAt(socket, clock.now() - 1, () => clock.now());
    await until(() => said.length > 0);
    expect(said).toEqual(END);
  });

  it('is left alone once it has ended, and when its token is good for years', async () => {
    cutAt(socket, Date.now() + 20)();
    const endOf = cutAt(socket, Date.now() + 365 * 86_400_000);
    // Timers end in their order: this one is later than the first was to be.
    const later = { ...socket, emit: () => {}, disconnect: jest.fn() };
    cutAt(later, Date.now() + 40);
    await until(() => later.disconnect.mock.calls.length > 0);
    expect(said).toEqual([]);
    endOf();
  });
});

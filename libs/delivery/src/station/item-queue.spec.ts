import { setImmediate as nextTurn } from 'node:timers/promises';
import { collector } from '#libs/testing';
import type { Item } from '../item.js';
import { ItemQueue } from './item-queue.js';

const anItem = (arrivedAt: number): Item => ({ arrivedAt }) as Item;
const times = (items: Item[]): number[] => items.map(({ arrivedAt }) => arrivedAt);

describe('the queue of a station', () => {
  it('gives what came first, and all of it in the end', () => {
    const queue = new ItemQueue();
    for (const at of [1, 2, 3, 4, 5]) queue.push(anItem(at));
    expect(queue.oldestAt).toBe(1);
    expect(times(queue.take(2))).toEqual([1, 2]);
    expect([queue.length, queue.oldestAt]).toEqual([3, 3]);
    queue.push(anItem(6));
    expect(times(queue.takeAll())).toEqual([3, 4, 5, 6]);
    expect([queue.length, queue.oldestAt, queue.take(1)]).toEqual([0, Infinity, []]);
  });

  it('holds nothing that was taken, though under a backlog it is never empty', async () => {
    const queue = new ItemQueue();
    queue.push(anItem(0));
    const taken = Array.from({ length: 100 }, (_, n) => {
      queue.push(anItem(n + 1));
      return new WeakRef(queue.take(1)[0] as Item);
    });
    await nextTurn(); // until then a WeakRef holds what it has been made for
    collector()();
    expect(queue.length).toBe(1);
    expect(taken.filter((item) => item.deref())).toEqual([]);
  });

  it('lets those go that were called off', () => {
    const queue = new ItemQueue();
    const left: number[] = [];
    for (const at of [1, 2, 3]) queue.push({ ...anItem(at), leave: () => left.push(at) } as never);
    queue.leave(({ arrivedAt }) => arrivedAt !== 2);
    expect(left).toEqual([1, 3]);
    expect(times(queue.takeAll())).toEqual([2]);
  });
});

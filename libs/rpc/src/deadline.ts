/**
 * A call that its caller has given up must not be made any more: what the caller sent later, and was answered, would lose against it.
 * Requests may lie for long before they are read (a frozen process, a full queue), and clocks of two machines do not agree. So a
 * caller that sets deadlines asks the callee for its clock first, one that nobody sets and that runs evenly, and says by that
 * clock until when a call is of use. `inTime` is asked before the work is begun, and in the transaction, when all that it changes is
 * locked: whoever comes later waits for that lock.
 */
import { randomUUID } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { CarillonError } from '#libs/kernel';

export interface Clock {
  /** Of which process: another one's says nothing. */
  readonly run: string;
  readonly now: number;
}

/** By the clock of the callee. */
export interface Deadline {
  readonly run: string;
  readonly at: number;
}

export const CLOCK = 'rpc.clock';
export const UNKNOWN_CLOCK = 'unknown_clock';

const RUN = randomUUID();

/** For the controllers of an app whose callers may set deadlines. */
@Controller()
export class RpcClock {
  @MessagePattern(CLOCK)
  clock(): Clock {
    return { run: RUN, now: performance.now() };
  }
}

/** A check that throws when it is too late. Callers of an older release set no deadline. */
export function inTime({ deadline }: { readonly deadline?: Deadline | undefined }): () => void {
  if (deadline && deadline.run !== RUN) throw refusal(UNKNOWN_CLOCK, 'The deadline is by another clock');
  const check = (): void => {
    if (deadline && performance.now() > deadline.at) throw refusal('too_late', 'The caller waits no more');
  };
  check();
  return check;
}

const refusal = (code: string, message: string) => new CarillonError(code, message, { retryable: true, level: 'warn' });

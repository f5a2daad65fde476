/** For an SDK that takes no signal: whoever stops waiting leaves the call to the SDK's own time-out. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((ok, fail) => {
    const stop = () => fail(signal.reason instanceof Error ? signal.reason : new DOMException('aborted', 'AbortError'));
    signal.addEventListener('abort', stop, { once: true });
    work.then(ok, fail).finally(() => signal.removeEventListener('abort', stop));
  });
}

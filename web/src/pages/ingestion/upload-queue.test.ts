import { describe, expect, it } from 'vitest';
import { type Sending, uploadQueue } from './upload-queue.ts';

/** A queue whose uploads end when the test says so. */
function heldQueue() {
  const started: (Sending & { readonly done: () => void; readonly refuse: (error: Error) => void })[] = [];
  const queue = uploadQueue({
    send: (sending) =>
      new Promise((done, refuse) => {
        started.push({ ...sending, done, refuse });
      }),
    onSettled: () => undefined,
  });
  return { queue, started };
}

const file = (name: string, size = 10) => new File(['x'.repeat(size)], name);
const names = (sendings: readonly Sending[]) => sendings.map((sending) => sending.file.name);
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('reports on their way', () => {
  it('go two at a time, in order', async () => {
    const { queue, started } = heldQueue();
    queue.add([file('a'), file('b'), file('c')], 'default');
    expect(names(started)).toEqual(['a', 'b']);
    expect(queue.state().uploads.map(({ state }) => state)).toEqual(['SENDING', 'SENDING', 'WAITING']);
    started[0]?.done();
    await turn();
    expect(names(started)).toEqual(['a', 'b', 'c']);
    expect(queue.state()).toMatchObject({ sentFiles: 1, sentBytes: 10, totalBytes: 30 });
  });

  it('tell rate and time left of all together', () => {
    const { queue, started } = heldQueue();
    queue.add([file('a', 100), file('b', 100), file('c', 100)], 'default');
    for (const { onProgress } of started)
      onProgress({ sentBytes: 50, totalBytes: 120, bytesPerSecond: 25, secondsLeft: 2 });
    expect(queue.state()).toMatchObject({
      sentBytes: 100,
      totalBytes: 300,
      bytesPerSecond: 50,
      secondsLeft: 4,
    });
  });

  it('do not wait for one that is refused, which stays in sight until it is put away', async () => {
    const { queue, started } = heldQueue();
    queue.add([file('a'), file('b'), file('c')], 'default');
    started[0]?.refuse(new Error('too large'));
    await turn();
    expect(names(started)).toEqual(['a', 'b', 'c']);
    const [refused] = queue.state().uploads;
    expect(refused).toMatchObject({ fileName: 'a', state: 'REFUSED' });
    queue.drop(refused?.id ?? 0);
    expect(queue.state().uploads.map(({ fileName }) => fileName)).toEqual(['b', 'c']);
  });

  it('make room when one is stopped', () => {
    const { queue, started } = heldQueue();
    queue.add([file('a'), file('b'), file('c')], 'default');
    queue.drop(queue.state().uploads[0]?.id ?? 0);
    expect(started[0]?.signal.aborted).toBe(true);
    expect(names(started)).toEqual(['a', 'b', 'c']);
  });
});

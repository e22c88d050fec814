import { describe, expect, it } from 'vitest';
import { eventStreamReader } from './event-stream.ts';

describe('event stream', () => {
  it('puts events together however the chunks are cut', () => {
    const text =
      ': hello\n\nid: 7\nevent: ingestion-job.changed\ndata: {"a":\ndata: 1}\n\nevent: x\r\ndata: y\r\n\r\n';
    for (let cut = 1; cut < text.length; cut++) {
      const read = eventStreamReader();
      expect([...read(text.slice(0, cut)), ...read(text.slice(cut))], `cut at ${cut}`).toEqual([
        { id: '7', type: 'ingestion-job.changed', data: '{"a":\n1}' },
        { id: undefined, type: 'x', data: 'y' },
      ]);
    }
  });

  it('ignores comments and the retry hint', () => {
    expect(eventStreamReader()(': still here\n\nretry: 2000\n\n')).toEqual([]);
  });
});

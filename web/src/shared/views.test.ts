import { describe, expect, it } from 'vitest';
import { readViews } from './views.ts';

describe('saved views', () => {
  it('are read as they were kept', () => {
    const view = { name: 'Crown jewels', query: 'status=OPEN&criticality=5', hidden: 'epss,lastSeen' };
    expect(readViews(JSON.stringify([view]))).toEqual([view]);
  });

  it('leave out what is none, whatever stands in storage', () => {
    expect(readViews('')).toEqual([]);
    expect(readViews('{"name":"x"}')).toEqual([]);
    expect(readViews('[1, null, {"name":"x"}, {"name":"y","query":"","hidden":""}]')).toEqual([
      { name: 'y', query: '', hidden: '' },
    ]);
  });
});

import type { CorpusClaim } from '../corpus.ts';

const claim: CorpusClaim = {
  claims: ({ tool, format }) => tool === 'nexpose' && format === 'xml',
  // The source merges tests over hosts and adds an entry for hosts that are up; ours are covered targets.
  counts: ({ expected: { raw } }) => ({ items: Number(raw.tests) }),
};

export default claim;

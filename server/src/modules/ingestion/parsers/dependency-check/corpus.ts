import type { CorpusClaim } from '../corpus.ts';

const claim: CorpusClaim = {
  claims: ({ tool }) => tool === 'dependency-check',
  counts: ({ expected: { raw } }) => ({ items: Number(raw.vulnerabilities) + Number(raw.suppressed ?? 0) }),
  differs: {
    '7.is_mitigated': 'the source counts suppressed as mitigated; a suppression is no fix',
    '7.cvssv3': 'the report says version 3.0, the source writes 3.1',
  },
};

export default claim;

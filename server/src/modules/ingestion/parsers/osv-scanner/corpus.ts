import type { CorpusClaim } from '../corpus.ts';

const claim: CorpusClaim = {
  claims: ({ tool, format }) => tool === 'osv-scanner' && format === 'json',
  counts: ({ expected }) => ({ items: Number(expected.findings) }),
  differs: {
    cwe: 'the source asserts the text "CWE-506"; ours is the number 506',
    severity: 'the record is not rated; the source takes LOW, ours MEDIUM with a problem that says so',
  },
};

export default claim;

import type { CorpusClaim } from '../corpus.ts';

const claim: CorpusClaim = {
  claims: ({ tool, format }) => tool === 'npm-audit' && format === 'json',
  counts: ({ expected: { raw } }) => ({ items: Number(raw.count_advisories ?? raw.count_vulnerabilities) }),
  differs: {
    '0.cwe':
      'the source gives every package CWE-1035, a category of a ranking; ours are the CWEs of the advisory',
  },
};

export default claim;

import type { CorpusClaim } from '../corpus.ts';

const claim: CorpusClaim = {
  claims: ({ tool, format }) => tool === 'snyk' && format === 'json',
  counts: ({ expected: { raw } }) => ({
    items: Number(raw.vulnerability_entries ?? raw.count_vulnerabilities),
  }),
};

export default claim;

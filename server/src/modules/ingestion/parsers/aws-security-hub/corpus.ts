import type { CorpusClaim } from '../corpus.ts';

const claim: CorpusClaim = {
  claims: ({ tool, format }) => tool === 'aws-security-hub' && format === 'json',
  counts: ({ expected: { raw, findings = 0 } }) => ({
    items: Number(raw.count_findings ?? raw.count_Findings ?? raw.length ?? findings),
  }),
};

export default claim;

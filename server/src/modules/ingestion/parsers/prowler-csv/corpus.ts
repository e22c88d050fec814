import type { CorpusClaim } from '../corpus.ts';

const claim: CorpusClaim = {
  claims: ({ tool, format }) => tool === 'prowler' && format === 'csv',
  counts: ({ expected: { raw, findings = 0 } }) => ({ items: Number(raw.data_rows ?? findings) }),
};

export default claim;

import type { CorpusClaim } from '../corpus.ts';

const claim: CorpusClaim = {
  claims: ({ tool, format }) => tool === 'qualys' && format === 'csv',
  counts: ({ expected: { raw } }) => ({ items: Number(raw.data_rows) }),
  differs: { date: 'the sample states no day, and the times of the rows name no zone' },
};

export default claim;

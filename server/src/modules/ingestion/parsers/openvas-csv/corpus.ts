import type { CorpusClaim } from '../corpus.ts';

const claim: CorpusClaim = {
  claims: ({ tool, format }) => tool === 'openvas' && format === 'csv',
  counts: ({ expected: { raw } }) => ({ items: Number(raw.data_rows) }),
  differs: {
    locations_count: 'host and port are target and service of the finding, not a location',
  },
};

export default claim;

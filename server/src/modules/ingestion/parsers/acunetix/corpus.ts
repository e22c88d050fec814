import type { CorpusClaim } from '../corpus.ts';

const claim: CorpusClaim = {
  claims: ({ tool, format }) => tool === 'acunetix' && format === 'xml',
  counts: ({ expected }) => ({ items: Number(expected.findings) }),
  differs: { date: 'the report names no zone, and an hour of an unknown zone would be an invention' },
};

export default claim;

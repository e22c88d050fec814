import type { CorpusClaim } from '../corpus.ts';

const claim: CorpusClaim = {
  claims: ({ tool, format }) => tool === 'openvas' && format === 'xml',
  counts: ({ expected: { raw } }) => ({ items: Number(raw.result_elements) }),
};

export default claim;

import type { CorpusClaim } from '../corpus.ts';

const claim: CorpusClaim = {
  claims: ({ tool, format }) => tool === 'grype' && format === 'json',
  counts: ({ expected: { raw } }) => ({ items: Number(raw.matches) + Number(raw.ignored ?? 0) }),
};

export default claim;

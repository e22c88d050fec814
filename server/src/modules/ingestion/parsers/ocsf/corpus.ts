import type { CorpusClaim } from '../corpus.ts';

const claim: CorpusClaim = {
  claims: ({ format }) => format === 'ocsf.json',
  counts: ({ expected: { raw, findings = 0 } }) => ({ items: Number(raw.length ?? findings) }),
};

export default claim;

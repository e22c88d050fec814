import type { CorpusClaim } from '../corpus.ts';

/** Counted in the file: the source merges issues of one type, we keep each. */
const claim: CorpusClaim = {
  claims: ({ tool, format }) => tool === 'burp' && format === 'xml',
  counts: ({ expected }) => ({ items: Number(expected.raw.issues) }),
};

export default claim;

import type { CorpusClaim } from '../corpus.ts';

const claim: CorpusClaim = {
  claims: ({ tool, format, expected: { raw } }) =>
    tool === 'qualys' && format === 'xml' && String(raw.root).startsWith('WAS_'),
  counts: ({ expected: { findings = 0 } }) => ({ items: findings }),
};

export default claim;

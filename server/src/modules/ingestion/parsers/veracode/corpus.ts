import type { CorpusClaim } from '../corpus.ts';

const claim: CorpusClaim = {
  claims: ({ tool, format }) => tool === 'veracode' && format === 'xml',
  counts: ({ expected }) => ({ items: Number(expected.findings) }),
  differs: {
    line: 'the source adds functionrelativelocation to the line; it is a position within the function for files without lines',
  },
};

export default claim;

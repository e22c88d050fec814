import type { CorpusClaim } from '../corpus.ts';

const claim: CorpusClaim = {
  claims: ({ tool, format }) => tool === 'veracode' && format === 'xml',
  counts: ({ expected }) => ({ items: Number(expected.findings) }),
  differs: {
    line: 'the source adds functionrelativelocation, a percentage within the function, to the line; ours is the line',
  },
};

export default claim;

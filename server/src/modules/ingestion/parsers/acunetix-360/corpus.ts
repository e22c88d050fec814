import type { CorpusClaim } from '../corpus.ts';

/** The corpus keeps these beside the XML of Acunetix, which is another product. */
const claim: CorpusClaim = {
  claims: ({ tool, format, expected }) =>
    tool === 'acunetix' && format === 'json' && expected.raw.count_Vulnerabilities !== undefined,
  counts: ({ expected }) => ({ items: Number(expected.raw.count_Vulnerabilities) }),
};

export default claim;

import type { CorpusClaim } from '../corpus.ts';

const claim: CorpusClaim = {
  claims: ({ tool, format, expected: { raw } }) =>
    tool === 'qualys' && format === 'xml' && raw.root === 'ASSET_DATA_REPORT',
  counts: ({ expected: { raw } }) => ({ items: Number(raw.vuln_info) }),
};

export default claim;

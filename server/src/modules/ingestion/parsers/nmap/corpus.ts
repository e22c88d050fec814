import type { CorpusClaim } from '../corpus.ts';

const claim: CorpusClaim = {
  claims: ({ tool, format }) => tool === 'nmap' && format === 'xml',
  // The source gives one finding for each open port and one for each weakness that the script vulners lists.
  counts: ({ expected: { raw } }) => ({ items: Number(raw.ports) + Number(raw.distinct_cve_ids ?? 0) }),
  differs: {
    locations_count: 'a port is target and service of the finding, not a location',
  },
};

export default claim;

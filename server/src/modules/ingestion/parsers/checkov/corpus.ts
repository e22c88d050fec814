import { readFileSync } from 'node:fs';
import { type CorpusClaim, corpus } from '../corpus.ts';

/** The index counts failed checks alone; passed and skipped ones are items of the file too, counted here by their ids. */
const claim: CorpusClaim = {
  claims: ({ tool, format }) => tool === 'checkov' && format === 'json',
  counts: ({ file }) => ({
    items: readFileSync(new URL(file, corpus), 'utf8').match(/"check_id":/g)?.length ?? 0,
  }),
};

export default claim;

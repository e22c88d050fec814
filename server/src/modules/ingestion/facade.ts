import { type CorpusResults, formatsPage } from './parsers/formats-page.ts';
import { loadParsers } from './parsers/registry.ts';

/** Text of docs/formats.md: every parser by its manifest. */
export async function formatsDocument(results: CorpusResults): Promise<string> {
  const manifests = [...(await loadParsers()).values()].map(({ manifest }) => manifest);
  return formatsPage({ manifests, results });
}

import type { ParserManifest } from './parser.ts';

/** What reading the corpus with one parser gave; counts over all of its files. */
export interface CorpusResult {
  readonly files: number;
  /** Items by the files' own counts. */
  readonly items: number;
  /** Findings read from them. */
  readonly findings: number;
  /** Values on which we differ from the corpus on purpose, each with its reason. */
  readonly differs: Readonly<Record<string, string>>;
}

/** By parser id. */
export type CorpusResults = Readonly<Record<string, CorpusResult>>;

interface Page {
  readonly manifests: readonly ParserManifest[];
  readonly results: CorpusResults;
}

/** `docs/formats.md`: every format that can be imported, from the parsers' manifests and from what they made of the corpus. */
export function formatsPage({ manifests, results }: Page): string {
  const rows = manifests.toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
  const tested = rows.filter(({ id }) => results[id] !== undefined);
  const files = tested.reduce((sum, { id }) => sum + (results[id]?.files ?? 0), 0);
  return `# Formats

Made from the parsers' manifests by \`npm run gen\`; do not edit.

**${rows.length} parsers.** A report is recognised by its content, never by its name; gzip and ZIP are opened. ${tested.length} of the parsers are
checked against ${files} reports of others (\`npx vitest run server/src/modules/ingestion/parsers/corpus.test.ts\`), all against
fixtures of their own. What is not here comes in as [generic CSV](../server/src/modules/ingestion/parsers/generic-csv/README.md),
[JSON](../server/src/modules/ingestion/parsers/generic-json/README.md) or spreadsheet.

| Tool | Name it | Syntax | A finding is the same when these agree | Gone proves fixed | Corpus |
| --- | --- | --- | --- | --- | --- |
${rows.map((manifest) => row(manifest, results[manifest.id])).join('\n')}

**Name it**: the value of \`tool\` when the content alone does not tell. **Gone proves fixed**: a scan that covered the target and
no longer reports a finding can confirm its fix; elsewhere nothing is ever closed by silence. **Corpus**: findings read of items that
the files hold, over all files; a difference is an item that is no finding by design (a passed check, a host without ports) and is
accounted for one by one in the test.
${differences(rows, results)}`;
}

function row(
  { id, name, formats, identity, absence }: ParserManifest,
  result: CorpusResult | undefined,
): string {
  const link = `[${name}](../server/src/modules/ingestion/parsers/${id}/README.md)`;
  const fields = identity.fields.map((field) => `\`${field}\``).join(', ');
  const proves = absence === 'PROVES_FIXED_WHEN_COVERED' ? 'yes' : 'no';
  const corpus =
    result === undefined
      ? 'own fixtures'
      : `${result.files} ${result.files === 1 ? 'file' : 'files'}, ${result.findings} of ${result.items}`;
  return `| ${link} | \`${id}\` | ${formats.join(', ')} | ${fields} | ${proves} | ${corpus} |`;
}

function differences(rows: readonly ParserManifest[], results: CorpusResults): string {
  const lines = rows.flatMap(({ id, name }) =>
    Object.entries(results[id]?.differs ?? {}).map(([value, reason]) => `- ${name}, \`${value}\`: ${reason}`),
  );
  if (lines.length === 0) return '';
  return `\n## Where we read the corpus otherwise, on purpose\n\n${lines.join('\n')}\n`;
}

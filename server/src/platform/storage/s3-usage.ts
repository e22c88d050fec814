import type { S3Client } from './s3-client.ts';
import { unavailable } from './storage-errors.ts';

/** Of 1,000 objects each: twenty million objects, beyond which somebody has to count otherwise. */
const maxPages = 20_000;

/** Sum of the sizes below a prefix (ListObjectsV2). @throws AppError UNAVAILABLE */
export async function bytesBelowPrefix(client: S3Client, prefix: string): Promise<number> {
  const query = { 'list-type': '2', ...(prefix === '' ? {} : { prefix: `${prefix}/` }) };
  let sum = 0;
  let token: string | undefined;
  for (let page = 1; page <= maxPages; page++) {
    const more = token === undefined ? {} : { 'continuation-token': token };
    const answer = await client.send({ method: 'GET', key: null, query: { ...query, ...more } });
    const text = await answer.text();
    if (!answer.ok) throw unavailable(`S3 list: ${answer.status}`);
    for (const [, size] of text.matchAll(/<Size>(\d{1,15})<\/Size>/g)) sum += Number(size);
    const next = /<NextContinuationToken>([^<]{1,4000})<\/NextContinuationToken>/.exec(text)?.[1];
    if (next === undefined) return sum;
    token = unescaped(next);
  }
  throw unavailable('S3 list: more objects than can be counted');
}

/** The five entities of XML. */
function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}

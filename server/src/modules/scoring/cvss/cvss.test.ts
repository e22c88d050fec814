import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../kernel/errors.ts';
import { baseScoreOf, scoreCvss } from './cvss.ts';

/** Vectors with the scores that their publishers state; not part of the repository. */
const corpus = new URL('../../../../../../shared/corpus/scoring/cvss/published-vectors.csv', import.meta.url);
const rows = existsSync(corpus)
  ? readFileSync(corpus, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','))
  : [];

describe('CVSS vectors', () => {
  // One of each version, worked out by FIRST's calculators.
  it.each([
    ['AV:N/AC:L/Au:N/C:C/I:C/A:C', '2.0', 10],
    ['(AV:A/AC:H/Au:N/C:P/I:N/A:N)', '2.0', 1.8],
    ['CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', '3.0', 6.1],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', '3.1', 9.8],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', '3.1', 0],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', '4.0', 9.3],
  ])('%s', (vector, version, base) => {
    expect(scoreCvss(vector, 'vector')).toEqual({ version, base, overall: base });
    expect(baseScoreOf(vector)).toBe(base);
  });

  it('temporal and environmental metrics of 3.1 leave the base score alone, and the threat of 4.0 too', () => {
    const of = (vector: string) => scoreCvss(vector, 'vector');
    expect(of('CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U/RL:O/RC:R').base).toBe(9.8);
    expect(of('CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U/RL:O/RC:R').overall).toBe(8.2);
    expect(of('CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U')).toEqual({
      version: '4.0',
      base: 9.3,
      overall: 8.1,
    });
  });

  it.each([
    ['', 'must be a CVSS vector'],
    ['9.8', 'must be a CVSS vector'],
    ['CVSS:5.0/AV:N', 'must be a CVSS vector'],
    ['CVSS:3.1/AV:N/AC:L', 'lacks a base metric'],
    ['CVSS:3.1/AV:N/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 'metric AV twice'],
    ['CVSS:3.1/AV:Q/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 'CVSS 3.1'],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/ZZ:H', 'CVSS 3.1'],
    ['AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 'CVSS 2.0'],
    [`CVSS:3.1/${'AV:N/'.repeat(200)}`, 'at most 400'],
  ])('refused, naming the field: %s', (vector, why) => {
    expect(baseScoreOf(vector)).toBeNull();
    const refuse = () => scoreCvss(vector, 'findings[3].cvssVector');
    expect(refuse).toThrow(AppError);
    expect(refuse).toThrow(why);
    expect(refuse).toThrow('findings[3].cvssVector');
  });

  it('any text is a score from 0 to 10 or none', () => {
    const piece = fc.constantFrom(
      'CVSS:3.1',
      'CVSS:4.0',
      'AV:N',
      'AC:L',
      'PR:N',
      'UI:N',
      'S:U',
      'C:H',
      '/',
      ':',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((parts) => parts.join('/')),
        ),
        (text) => {
          const score = baseScoreOf(text);
          expect(score === null || (score >= 0 && score <= 10)).toBe(true);
        },
      ),
    );
  });

  it.runIf(rows.length > 0)('published vectors have the score that follows from them', () => {
    const counts: Record<string, number> = {};
    for (const [version = '', vector = '', published, , , , follows, recomputed] of rows) {
      const scores = scoreCvss(vector, 'vector');
      expect(scores.version, vector).toBe(version);
      if (follows === 'yes') expect([scores.base, scores.overall], vector).toContain(Number(published));
      expect([scores.base, scores.overall], vector).toContain(Number(recomputed));
      counts[version] = (counts[version] ?? 0) + 1;
    }
    console.log('published CVSS vectors checked', counts);
    expect(rows.length).toBeGreaterThan(1_400);
  });

  it.runIf(rows.length === 0)(
    'published vectors: none checked, the corpus is not beside the repository',
    () => {
      console.log('published CVSS vectors checked: 0');
      expect(rows).toEqual([]);
    },
  );
});

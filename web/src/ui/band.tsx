import { classes } from '../shared/classes.ts';
import { t } from '../shared/i18n.ts';

export const bands = ['Severe', 'Elevated', 'Moderate', 'Good', 'Strong'] as const;
export type Band = (typeof bands)[number];

export function isBand(word: string): word is Band {
  return bands.some((band) => band === word);
}

const colours: Record<Band, { fill: string; text: string; bars: number }> = {
  Severe: { fill: 'bg-critical', text: 'text-critical-text', bars: 1 },
  Elevated: { fill: 'bg-high', text: 'text-high-text', bars: 2 },
  Moderate: { fill: 'bg-medium', text: 'text-medium-text', bars: 3 },
  Good: { fill: 'bg-good', text: 'text-good-text', bars: 4 },
  Strong: { fill: 'bg-strong', text: 'text-good-text', bars: 5 },
};

/** The band in words with as many filled steps as it stands for: 1 (Severe) to 5 (Strong). */
export function BandLabel({ band }: { readonly band: string }) {
  if (!isBand(band)) return <span className="font-medium">{band}</span>;
  const look = colours[band];
  return (
    <span className={classes('inline-flex items-center gap-2 font-medium', look.text)}>
      <span className="flex gap-0.5" aria-hidden="true">
        {bands.map((each, index) => (
          <span
            key={each}
            className={classes('h-3 w-1.5 rounded-[1px]', index < look.bars ? look.fill : 'bg-line')}
          />
        ))}
      </span>
      {t(`band.${band}`)}
    </span>
  );
}

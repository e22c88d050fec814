import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { brandingQuery } from '../../api/branding.ts';
import { tenantApi } from '../../api/client.ts';

/** Surfaces that the server checks the accent against, and the token that carries the readable shade on each. */
const tokens = { '#FFFFFF': '--brand-light', '#0B0E14': '--brand-dark' } as const;

/** The tenant's accent in the shade that is readable on each theme; ours where the tenant chose none. */
export function useBrandColour(tenantId: string): void {
  const colours = useQuery(brandingQuery(tenantApi(tenantId), tenantId)).data?.value.colours;
  useEffect(() => {
    const { style } = document.documentElement;
    for (const [surface, token] of Object.entries(tokens)) {
      const shade = colours?.accent
        ? colours.contrast.find((check) => check.on === surface)?.used
        : undefined;
      if (shade) style.setProperty(token, shade);
      else style.removeProperty(token);
    }
    return () => {
      for (const token of Object.values(tokens)) style.removeProperty(token);
    };
  }, [colours]);
}

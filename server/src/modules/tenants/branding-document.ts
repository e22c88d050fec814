/** What `tenants.branding` holds. */
export interface BrandingDocument {
  readonly logo: Logo | null;
  /** As the tenant chose it, #RRGGBB. */
  readonly accent: string | null;
  readonly reportFooter: string | null;
  readonly updatedAt: string | null;
}

export interface Logo {
  readonly contentType: 'image/png' | 'image/svg+xml';
  /** The sanitised image. */
  readonly base64: string;
  readonly sha256: string;
  readonly widthPx: number;
  readonly heightPx: number;
}

export const noBranding: BrandingDocument = { logo: null, accent: null, reportFooter: null, updatedAt: null };

/** False for the empty object of a tenant that never chose anything. */
export function isBrandingDocument(value: unknown): value is BrandingDocument {
  return (
    typeof value === 'object' &&
    value !== null &&
    'logo' in value &&
    'accent' in value &&
    'reportFooter' in value &&
    'updatedAt' in value
  );
}

import type { Role, Scope } from '../../kernel/roles.ts';

/** Whoever a credential stands for, before a tenant is chosen. */
export type Principal = SessionPrincipal | KeyPrincipal;

export interface SessionPrincipal {
  readonly kind: 'SESSION';
  readonly userId: string;
  readonly sessionId: string;
  readonly platformAdmin: boolean;
  /** When the session ends whatever happens, RFC 3339. */
  readonly expiresAt: string;
  readonly memberships: readonly Membership[];
}

export interface Membership {
  readonly tenantId: string;
  readonly role: Role;
  /** As it was when the credential was looked up, so after the request arrived: bytes made for this version may be served. */
  readonly registerVersion: number;
}

export interface KeyPrincipal {
  readonly kind: 'API_KEY';
  readonly userId: string;
  readonly keyId: string;
  readonly tenantId: string;
  readonly role: Role;
  readonly scopes: readonly Scope[];
  /** As in Membership. */
  readonly registerVersion: number;
}

export interface Credentials {
  /** Value of the session cookie. */
  readonly session?: string;
  /** From `Authorization: Bearer` or `x-api-key`. */
  readonly apiKey?: string;
  /** Peer address, for failed-attempt limits. */
  readonly address: string;
}

/** Implemented by the auth module. */
export interface Authenticator {
  /**
   * @returns null when nothing was presented or it stands for nobody (expired, revoked, wrong): all the same to the caller
   * @throws AppError RATE_LIMITED after too many failures
   */
  authenticate(credentials: Credentials): Promise<Principal | null>;
  /** Writes what is still to be written (last use, audit of refusals); called once requests have ended. */
  drain(): Promise<void>;
}

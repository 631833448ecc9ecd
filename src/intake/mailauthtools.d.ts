// The one function of mailauth's inner tools that is used: the package types only its outer face. Alignment in the
// sense of RFC 7489 §3.1, with the public suffix list inside.
declare module 'mailauth/lib/tools.js' {
  /** The first domain of the list that aligns with `fromDomain`, false where none does. */
  export function getAlignment(
    fromDomain: string,
    domains: readonly string[],
    strict?: boolean,
  ): { readonly domain: string } | false
}

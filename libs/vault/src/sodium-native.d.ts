/** What we use of it: it brings no types, and those of others are of a much older version. */
declare module 'sodium-native' {
  interface Sodium {
    readonly crypto_aead_xchacha20poly1305_ietf_NPUBBYTES: number;
    readonly crypto_aead_xchacha20poly1305_ietf_ABYTES: number;
    crypto_aead_xchacha20poly1305_ietf_encrypt(
      sealed: Buffer,
      text: Buffer,
      authenticated: Buffer,
      unused: null,
      nonce: Buffer,
      key: Buffer,
    ): number;
    /** Throws where it is not what this key has sealed. */
    crypto_aead_xchacha20poly1305_ietf_decrypt(
      text: Buffer,
      unused: null,
      sealed: Buffer,
      authenticated: Buffer,
      nonce: Buffer,
      key: Buffer,
    ): number;
  }
  const sodium: Sodium;
  export default sodium;
}

import { Encrypter } from "age-encryption";

/** The power of 2 that a passphrase is hashed with; programs take 18, which is slow on purpose. */
const WORK_FACTOR = 4;

/**
 * From now on, passphrases of backups that this process makes cost next to nothing, for tests that
 * are not about that; no setting allows it.
 */
export function makePassphrasesCheap(): void {
  const { setPassphrase } = Encrypter.prototype;
  Encrypter.prototype.setPassphrase = function (passphrase) {
    setPassphrase.call(this, passphrase);
    this.setScryptWorkFactor(WORK_FACTOR);
  };
}

package pl.latarnia.app

import android.content.Context
import android.content.pm.PackageManager
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import android.security.keystore.StrongBoxUnavailableException
import java.security.KeyStore
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

/**
 * The phone's half of the vault's lock: an AES key that never leaves the hardware. What it wrapped, the vault's key
 * sealed by the PIN, opens on this phone alone.
 *
 * It asks for no finger and for no unlocked screen: such a key is thrown away by the system when the screen lock changes,
 * and with it everything not sent yet would be lost. The PIN is asked for by the app.
 */
class VaultKey(private val context: Context) {
    private val store = KeyStore.getInstance(PROVIDER).apply { load(null) }

    /** A fresh nonce, then the sealed bytes; makes the key if there is none. */
    fun wrap(secret: ByteArray): ByteArray {
        val cipher = Cipher.getInstance(CIPHER)
        cipher.init(Cipher.ENCRYPT_MODE, key() ?: newKey())
        return cipher.iv + cipher.doFinal(secret)
    }

    /** What [wrap] was given; null if there is no key any more. */
    fun unwrap(wrapped: ByteArray): ByteArray? {
        val key = key() ?: return null
        val cipher = Cipher.getInstance(CIPHER)
        cipher.init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(TAG_BITS, wrapped, 0, NONCE_BYTES))
        return cipher.doFinal(wrapped, NONCE_BYTES, wrapped.size - NONCE_BYTES)
    }

    /** Whatever it wrapped stays closed for ever. */
    fun destroy() {
        if (store.containsAlias(ALIAS)) store.deleteEntry(ALIAS)
    }

    private fun key(): SecretKey? = store.getKey(ALIAS, null) as? SecretKey

    private fun newKey(): SecretKey {
        val hasStrongBox = context.packageManager.hasSystemFeature(PackageManager.FEATURE_STRONGBOX_KEYSTORE)
        return try {
            generate(hasStrongBox)
        } catch (_: StrongBoxUnavailableException) {
            generate(false)
        }
    }

    private fun generate(inStrongBox: Boolean): SecretKey {
        val spec = KeyGenParameterSpec.Builder(ALIAS, KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .setKeySize(256)
            .setIsStrongBoxBacked(inStrongBox)
            .build()
        val generator = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, PROVIDER)
        generator.init(spec)
        return generator.generateKey()
    }

    private companion object {
        const val PROVIDER = "AndroidKeyStore"
        const val ALIAS = "vault"
        const val CIPHER = "AES/GCM/NoPadding"
        const val NONCE_BYTES = 12
        const val TAG_BITS = 128
    }
}

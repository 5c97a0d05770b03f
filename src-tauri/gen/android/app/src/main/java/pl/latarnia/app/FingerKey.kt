package pl.latarnia.app

import android.content.Context
import android.content.pm.PackageManager
import android.hardware.biometrics.BiometricManager
import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.KeyProperties
import android.security.keystore.StrongBoxUnavailableException
import java.security.KeyStore
import java.security.UnrecoverableKeyException
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

/**
 * The second way into a vault: AES keys in the hardware, one for each vault. Each works once for every finger or face of
 * the strong kind that was recognised, and the system throws it away when another is enrolled. All they wrap is a copy:
 * with the PIN the vault opens without them, see [VaultKey].
 */
class FingerKey(private val context: Context) {
    private val store = KeyStore.getInstance(PROVIDER).apply { load(null) }

    /** `ready`, `nobody_enrolled`, or `absent`. */
    fun readiness(): String {
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.Q) {
            // Nobody can be asked; a key cannot be made where no finger is enrolled.
            val isThere = context.packageManager.hasSystemFeature(PackageManager.FEATURE_FINGERPRINT)
            return if (isThere) "ready" else "absent"
        }
        val biometrics = context.getSystemService(BiometricManager::class.java)
        val answer =
            if (Build.VERSION.SDK_INT < Build.VERSION_CODES.R) biometrics.canAuthenticate()
            else biometrics.canAuthenticate(BiometricManager.Authenticators.BIOMETRIC_STRONG)
        return when (answer) {
            BiometricManager.BIOMETRIC_SUCCESS -> "ready"
            BiometricManager.BIOMETRIC_ERROR_NONE_ENROLLED -> "nobody_enrolled"
            else -> "absent"
        }
    }

    /** What wraps with a new key, once a finger was recognised. */
    fun wrapping(vault: Int): Cipher {
        forget(vault)
        return Cipher.getInstance(CIPHER).apply { init(Cipher.ENCRYPT_MODE, newKey(vault)) }
    }

    fun wrap(cipher: Cipher, secret: ByteArray): ByteArray = cipher.iv + cipher.doFinal(secret)

    /** What unwraps, once a finger was recognised; null if the key is gone. */
    fun unwrapping(vault: Int, wrapped: ByteArray): Cipher? {
        val cipher = Cipher.getInstance(CIPHER)
        try {
            val key = store.getKey(aliasOf(vault), null) as? SecretKey ?: return null
            cipher.init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(TAG_BITS, wrapped, 0, NONCE_BYTES))
        } catch (_: KeyPermanentlyInvalidatedException) {
            return null
        } catch (_: UnrecoverableKeyException) {
            // What some phones say of the same.
            return null
        }
        return cipher
    }

    fun unwrap(cipher: Cipher, wrapped: ByteArray): ByteArray =
        cipher.doFinal(wrapped, NONCE_BYTES, wrapped.size - NONCE_BYTES)

    fun forget(vault: Int) {
        if (store.containsAlias(aliasOf(vault))) store.deleteEntry(aliasOf(vault))
    }

    private fun newKey(vault: Int): SecretKey {
        val hasStrongBox = context.packageManager.hasSystemFeature(PackageManager.FEATURE_STRONGBOX_KEYSTORE)
        return try {
            generate(vault, hasStrongBox)
        } catch (_: StrongBoxUnavailableException) {
            generate(vault, false)
        }
    }

    private fun generate(vault: Int, inStrongBox: Boolean): SecretKey {
        val purposes = KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT
        val spec = KeyGenParameterSpec.Builder(aliasOf(vault), purposes)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .setKeySize(256)
            .setUserAuthenticationRequired(true)
            .setInvalidatedByBiometricEnrollment(true)
            .setIsStrongBoxBacked(inStrongBox)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
            // Once for every use, and not by the phone's own lock; older phones mean the same without being told.
            spec.setUserAuthenticationParameters(0, KeyProperties.AUTH_BIOMETRIC_STRONG)
        }
        val generator = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, PROVIDER)
        generator.init(spec.build())
        return generator.generateKey()
    }

    private fun aliasOf(vault: Int) = "finger.$vault"

    private companion object {
        const val PROVIDER = "AndroidKeyStore"
        const val CIPHER = "AES/GCM/NoPadding"
        const val NONCE_BYTES = 12
        const val TAG_BITS = 128
    }
}

package pl.latarnia.app

import android.app.Activity
import android.content.DialogInterface
import android.hardware.biometrics.BiometricManager
import android.hardware.biometrics.BiometricPrompt
import android.os.Build
import android.os.CancellationSignal
import java.util.concurrent.Executor
import javax.crypto.Cipher

/** The system's own question for a finger or a face. It counts strange ones itself, and stops asking after five. */
class FingerPrompt(private val activity: Activity, private val apart: Executor) {
    /** Either `then` gets the cipher, which works once, or `refused` why not; both on the executor. */
    fun ask(cipher: Cipher, language: String, then: (Cipher) -> Unit, refused: (String) -> Unit) {
        val words = Words.of(activity, language)
        val toPin = DialogInterface.OnClickListener { _, _ -> refused("cancelled") }
        val prompt = BiometricPrompt.Builder(activity)
            .setTitle(words.getString(R.string.finger_title))
            .setNegativeButton(words.getString(R.string.finger_pin), apart, toPin)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
            prompt.setAllowedAuthenticators(BiometricManager.Authenticators.BIOMETRIC_STRONG)
        }
        val heard = object : BiometricPrompt.AuthenticationCallback() {
            override fun onAuthenticationSucceeded(result: BiometricPrompt.AuthenticationResult) {
                val opened = result.cryptoObject?.cipher
                if (opened == null) refused("failed") else then(opened)
            }

            override fun onAuthenticationError(code: Int, message: CharSequence?) = refused(reasonOf(code))
        }
        activity.runOnUiThread {
            prompt.build().authenticate(BiometricPrompt.CryptoObject(cipher), CancellationSignal(), apart, heard)
        }
    }

    private fun reasonOf(code: Int): String = when (code) {
        BiometricPrompt.BIOMETRIC_ERROR_LOCKOUT, BiometricPrompt.BIOMETRIC_ERROR_LOCKOUT_PERMANENT -> "exhausted"
        BiometricPrompt.BIOMETRIC_ERROR_NO_BIOMETRICS -> "changed"
        BiometricPrompt.BIOMETRIC_ERROR_CANCELED,
        BiometricPrompt.BIOMETRIC_ERROR_TIMEOUT,
        BiometricPrompt.BIOMETRIC_ERROR_USER_CANCELED -> "cancelled"
        else -> "failed"
    }
}

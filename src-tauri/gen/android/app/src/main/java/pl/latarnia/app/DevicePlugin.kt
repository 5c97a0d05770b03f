package pl.latarnia.app

import android.Manifest
import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.Intent
import android.content.pm.PackageManager
import android.net.Uri
import android.os.Build
import android.util.Base64
import android.webkit.WebView
import app.tauri.annotation.Command
import app.tauri.annotation.InvokeArg
import app.tauri.annotation.TauriPlugin
import app.tauri.plugin.Invoke
import app.tauri.plugin.JSArray
import app.tauri.plugin.JSObject
import app.tauri.plugin.Plugin
import java.security.GeneralSecurityException
import java.util.concurrent.Executors
import javax.crypto.AEADBadTagException
import org.json.JSONObject

@InvokeArg
class SecretArgs {
    lateinit var bytes: String
}

@InvokeArg
class AlarmArgs {
    var at: Long = 0
    lateinit var language: String
}

@InvokeArg
class DialArgs {
    lateinit var number: String
}

/**
 * What the core asks of the phone (`src-tauri/src/device`), and what the phone tells the page. The page itself cannot
 * call any of it. Bytes travel in base64.
 */
@TauriPlugin
class DevicePlugin(private val activity: Activity) : Plugin(activity) {
    private val vaultKey by lazy { VaultKey(activity.applicationContext) }

    /** Keys in hardware are slow, and the window must not wait for them. */
    private val apart = Executors.newSingleThreadExecutor()
    private var page: Page? = null

    override fun load(webView: WebView) {
        val page = Page(webView)
        this.page = page
        PageEdges.follow(activity, page)
        BackButton(activity, webView, page).handOver()
        handOverLink(activity.intent)
    }

    override fun onNewIntent(intent: Intent) = handOverLink(intent)

    /** An invitation that was touched in another app; each is handed over once. */
    private fun handOverLink(intent: Intent?) {
        val link = intent?.data ?: return
        if (intent.action != Intent.ACTION_VIEW || link.scheme != "latarnia" || link.host != "enrol") return
        val page = page ?: return
        intent.data = null
        page.tell("link", JSONObject().put("link", link.toString()))
    }

    @Command
    fun wrap(invoke: Invoke) = withSecret(invoke) { vaultKey.wrap(it) }

    @Command
    fun unwrap(invoke: Invoke) = withSecret(invoke) { vaultKey.unwrap(it) }

    @Command
    fun destroy(invoke: Invoke) = inTurn(invoke) {
        vaultKey.destroy()
        invoke.resolve()
    }

    @Command
    fun roots(invoke: Invoke) = inTurn(invoke) {
        val roots = JSArray()
        for (root in TrustedRoots.all()) roots.put(inText(root))
        invoke.resolve(JSObject().put("roots", roots))
    }

    @Command
    fun setAlarm(invoke: Invoke) {
        val wanted = invoke.parseArgs(AlarmArgs::class.java)
        ReturnNotice.makeChannel(activity, wanted.language)
        askToNotify()
        val isExact = ReturnAlarm.set(activity, wanted.at, wanted.language)
        invoke.resolve(JSObject().put("exact", isExact).put("shown", ReturnNotice.isAllowed(activity)))
    }

    @Command
    fun cancelAlarm(invoke: Invoke) {
        ReturnAlarm.cancel(activity)
        invoke.resolve()
    }

    /** Opens the system's dialler; calling is left to the thumb, and needs no permission. */
    @Command
    fun dial(invoke: Invoke) {
        val number = invoke.parseArgs(DialArgs::class.java).number
        try {
            activity.startActivity(Intent(Intent.ACTION_DIAL, Uri.fromParts("tel", number, null)))
            invoke.resolve()
        } catch (_: ActivityNotFoundException) {
            invoke.reject("this device cannot call", "no_dialler")
        }
    }

    private fun askToNotify() {
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU) return
        val permission = Manifest.permission.POST_NOTIFICATIONS
        if (activity.checkSelfPermission(permission) == PackageManager.PERMISSION_GRANTED) return
        activity.requestPermissions(arrayOf(permission), 1)
    }

    private fun withSecret(invoke: Invoke, work: (ByteArray) -> ByteArray?) = inTurn(invoke) {
        val given = Base64.decode(invoke.parseArgs(SecretArgs::class.java).bytes, Base64.NO_WRAP)
        val made = work(given)
        if (made == null) invoke.reject("there is no key", "no_key")
        else invoke.resolve(JSObject().put("bytes", inText(made)))
    }

    private fun inTurn(invoke: Invoke, work: () -> Unit) {
        apart.execute {
            try {
                work()
            } catch (error: AEADBadTagException) {
                invoke.reject("it was wrapped by another key", "other_key")
            } catch (error: GeneralSecurityException) {
                invoke.reject(error.javaClass.simpleName, "failed")
            } catch (error: RuntimeException) {
                invoke.reject(error.javaClass.simpleName, "failed")
            }
        }
    }

    private fun inText(bytes: ByteArray): String = Base64.encodeToString(bytes, Base64.NO_WRAP)
}

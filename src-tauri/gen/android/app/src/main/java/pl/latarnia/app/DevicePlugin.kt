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
import javax.crypto.Cipher
import org.json.JSONObject

@InvokeArg
class SecretArgs {
    lateinit var bytes: String
}

@InvokeArg
class FingerArgs {
    var vault: Int = 0
    var bytes: String = ""
    var language: String = ""
}

@InvokeArg
class AlarmArgs {
    var at: Long = 0
    lateinit var language: String
}

@InvokeArg
class AlarmSettingArgs {
    lateinit var setting: String
}

@InvokeArg
class DialArgs {
    lateinit var number: String
}

@InvokeArg
class PlaceArgs {
    lateinit var place: String
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
    private val fingerKey by lazy { FingerKey(activity.applicationContext) }
    private val fingerPrompt by lazy { FingerPrompt(activity, apart) }
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
    fun lookAtFinger(invoke: Invoke) = inTurn(invoke) {
        invoke.resolve(JSObject().put("readiness", fingerKey.readiness()))
    }

    @Command
    fun wrapByFinger(invoke: Invoke) = inTurn(invoke) {
        val wanted = invoke.parseArgs(FingerArgs::class.java)
        withFinger(invoke, fingerKey.wrapping(wanted.vault), wanted.language) { fingerKey.wrap(it, inBytes(wanted.bytes)) }
    }

    @Command
    fun unwrapByFinger(invoke: Invoke) = inTurn(invoke) {
        val wanted = invoke.parseArgs(FingerArgs::class.java)
        val wrapped = inBytes(wanted.bytes)
        val cipher = fingerKey.unwrapping(wanted.vault, wrapped)
        if (cipher == null) invoke.reject("the key is gone", "changed")
        else withFinger(invoke, cipher, wanted.language) { fingerKey.unwrap(it, wrapped) }
    }

    @Command
    fun forgetFinger(invoke: Invoke) = inTurn(invoke) {
        fingerKey.forget(invoke.parseArgs(FingerArgs::class.java).vault)
        invoke.resolve()
    }

    private fun withFinger(invoke: Invoke, cipher: Cipher, language: String, work: (Cipher) -> ByteArray) =
        fingerPrompt.ask(
            cipher,
            language,
            then = { opened ->
                guarded(invoke) { invoke.resolve(JSObject().put("bytes", inText(work(opened)))) }
            },
            refused = { why -> invoke.reject("no finger opened it", why) },
        )

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
        invoke.resolve(promises(isExact))
    }

    @Command
    fun lookAtAlarm(invoke: Invoke) = invoke.resolve(promises(ReturnAlarm.isExact(activity)))

    private fun promises(isExact: Boolean) =
        JSObject().put("exact", isExact).put("shown", ReturnNotice.isAllowed(activity))

    /** The page of the system's settings on which somebody can allow what was refused. */
    @Command
    fun openAlarmSetting(invoke: Invoke) {
        val setting = invoke.parseArgs(AlarmSettingArgs::class.java).setting
        val page = if (setting == "exact") ReturnAlarm.toSetting(activity) else ReturnNotice.toSetting(activity)
        leaveFor(invoke, page)
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
        leaveFor(invoke, Intent(Intent.ACTION_DIAL, Uri.fromParts("tel", number, null)))
    }

    /** Opens the map app of whoever's choice with a place in degrees, `latitude,longitude`. */
    @Command
    fun showPlace(invoke: Invoke) {
        val place = invoke.parseArgs(PlaceArgs::class.java).place
        leaveFor(invoke, Intent(Intent.ACTION_VIEW, Uri.parse("geo:$place?q=$place")))
    }

    private fun leaveFor(invoke: Invoke, intent: Intent) {
        try {
            activity.startActivity(intent)
            invoke.resolve()
        } catch (_: ActivityNotFoundException) {
            invoke.reject("this device has nothing that opens it", "nothing_opens_it")
        }
    }

    private fun askToNotify() {
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU) return
        val permission = Manifest.permission.POST_NOTIFICATIONS
        if (activity.checkSelfPermission(permission) == PackageManager.PERMISSION_GRANTED) return
        activity.requestPermissions(arrayOf(permission), 1)
    }

    private fun withSecret(invoke: Invoke, work: (ByteArray) -> ByteArray?) = inTurn(invoke) {
        val made = work(inBytes(invoke.parseArgs(SecretArgs::class.java).bytes))
        if (made == null) invoke.reject("there is no key", "no_key")
        else invoke.resolve(JSObject().put("bytes", inText(made)))
    }

    private fun inTurn(invoke: Invoke, work: () -> Unit) = apart.execute { guarded(invoke, work) }

    private fun guarded(invoke: Invoke, work: () -> Unit) {
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

    private fun inBytes(text: String): ByteArray = Base64.decode(text, Base64.NO_WRAP)

    private fun inText(bytes: ByteArray): String = Base64.encodeToString(bytes, Base64.NO_WRAP)
}

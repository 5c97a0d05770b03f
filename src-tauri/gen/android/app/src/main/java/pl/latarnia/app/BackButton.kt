package pl.latarnia.app

import android.app.Activity
import android.webkit.WebView
import androidx.activity.OnBackPressedCallback
import androidx.appcompat.app.AppCompatActivity
import org.json.JSONObject

/** Back closes what lies on top of the page, else goes back in it, else puts the app away without ending it. */
class BackButton(
    private val activity: Activity,
    private val webView: WebView,
    private val page: Page,
) : OnBackPressedCallback(true) {
    fun handOver() {
        (activity as? AppCompatActivity)?.onBackPressedDispatcher?.addCallback(this)
    }

    override fun handleOnBackPressed() {
        page.ask("back", JSONObject()) { taken ->
            when {
                taken -> Unit
                webView.canGoBack() -> webView.goBack()
                else -> activity.moveTaskToBack(true)
            }
        }
    }
}

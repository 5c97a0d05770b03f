package pl.latarnia.app

import android.webkit.WebView
import org.json.JSONObject

/**
 * Tells the page what happens outside of it, as events named `latarnia:…` on its window (`ui/src/phone/device/shell.ts`).
 * A page that took one in prevents its default.
 */
class Page(private val webView: WebView) {
    private val turns = HashMap<String, Int>()

    /** Tells it again and again until the page takes it in: it may still be loading. Only the newest of a name counts. */
    fun tell(name: String, detail: JSONObject) {
        val turn = (turns[name] ?: 0) + 1
        turns[name] = turn
        attempt(name, detail, turn, TRIES)
    }

    private fun attempt(name: String, detail: JSONObject, turn: Int, left: Int) {
        if (left == 0 || turns[name] != turn) return
        ask(name, detail) { taken ->
            if (!taken) webView.postDelayed({ attempt(name, detail, turn, left - 1) }, PAUSE_MS)
        }
    }

    /** Tells it once; `then` hears whether the page took it in. */
    fun ask(name: String, detail: JSONObject, then: (Boolean) -> Unit) {
        val event = "new CustomEvent('latarnia:$name', { cancelable: true, detail: $detail })"
        // `dispatchEvent` answers false for an event whose default was prevented.
        webView.evaluateJavascript("window.dispatchEvent($event)") { answer -> then(answer == "false") }
    }

    private companion object {
        /** A minute in all: the page is there after seconds, or not at all. */
        const val TRIES = 240
        const val PAUSE_MS = 250L
    }
}

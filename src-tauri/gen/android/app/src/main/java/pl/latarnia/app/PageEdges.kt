package pl.latarnia.app

import android.app.Activity
import android.view.View
import androidx.core.graphics.Insets
import androidx.core.view.ViewCompat
import androidx.core.view.WindowInsetsCompat
import androidx.core.view.WindowInsetsCompat.Type
import org.json.JSONObject

/**
 * The page lies under the system's bars and is told how far they reach; above the keyboard it ends. Older webviews know
 * of neither, newer ones of both, so it is all done here and nothing is left for them to do a second time.
 */
object PageEdges {
    fun follow(activity: Activity, page: Page) {
        val content: View = activity.findViewById(android.R.id.content)
        val density = activity.resources.displayMetrics.density
        ViewCompat.setOnApplyWindowInsetsListener(content) { view, insets ->
            val bars = insets.getInsets(Type.systemBars() or Type.displayCutout())
            val keyboard = insets.getInsets(Type.ime()).bottom
            view.setPadding(0, 0, 0, keyboard)
            page.tell("insets", inPixelsOfThePage(bars, keyboard > 0, density))
            WindowInsetsCompat.CONSUMED
        }
        ViewCompat.requestApplyInsets(content)
    }

    private fun inPixelsOfThePage(bars: Insets, isTyping: Boolean, density: Float): JSONObject {
        val bottom = if (isTyping) 0 else bars.bottom
        return JSONObject()
            .put("top", bars.top / density)
            .put("right", bars.right / density)
            .put("bottom", bottom / density)
            .put("left", bars.left / density)
    }
}

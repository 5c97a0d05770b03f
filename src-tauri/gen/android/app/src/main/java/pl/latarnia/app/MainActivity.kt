package pl.latarnia.app

import android.graphics.Color
import android.os.Bundle
import android.view.WindowManager
import androidx.activity.SystemBarStyle
import androidx.activity.enableEdgeToEdge

/** The one window. What the page cannot do for itself is in [DevicePlugin]. */
class MainActivity : TauriActivity() {
    override fun onCreate(savedInstanceState: Bundle?) {
        // Before anything is drawn: no screenshot, no picture among the recent apps, nothing on a mirrored screen.
        window.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
        val bars = SystemBarStyle.dark(Color.TRANSPARENT)
        enableEdgeToEdge(bars, bars)
        super.onCreate(savedInstanceState)
        TakenPictures.clear(this, olderThanMs = 0)
    }

    override fun onStop() {
        super.onStop()
        // The camera app may be writing one at this moment.
        TakenPictures.clear(this, olderThanMs = 10 * 60_000)
    }
}

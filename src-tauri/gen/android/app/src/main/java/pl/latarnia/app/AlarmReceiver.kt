package pl.latarnia.app

import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent

/** Where the system comes in: the alarm's time, a restart, a new version of the app. */
class AlarmReceiver : BroadcastReceiver() {
    override fun onReceive(context: Context, intent: Intent) {
        if (intent.action == RING) ReturnAlarm.ring(context) else ReturnAlarm.restore(context)
    }

    companion object {
        const val RING = "pl.latarnia.app.RING"
    }
}

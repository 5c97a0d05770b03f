package pl.latarnia.app

import android.app.AlarmManager
import android.app.PendingIntent
import android.content.Context
import android.content.Intent
import android.content.SharedPreferences
import android.net.Uri
import android.os.Build
import android.provider.Settings

/**
 * The alarm of the time to be back. It rings with the app closed and after a restart, every ten minutes for an hour or
 * until the outing is ended or extended. All it keeps is a time and a language.
 */
object ReturnAlarm {
    private const val AT = "at"
    private const val LANGUAGE = "language"
    private const val RUNG = "rung"
    private const val AGAIN_MS = 10 * 60_000L
    private const val MOST_RINGS = 6

    /** Rings at `at` (milliseconds of the wall clock) instead of when it was to ring; false if only about then. */
    fun set(context: Context, at: Long, language: String): Boolean {
        ReturnNotice.hide(context)
        kept(context).edit().putLong(AT, at).putString(LANGUAGE, language).putInt(RUNG, 0).apply()
        return schedule(context, at)
    }

    fun cancel(context: Context) {
        kept(context).edit().clear().apply()
        alarms(context).cancel(toReceiver(context))
        ReturnNotice.hide(context)
    }

    /** After a restart the system has forgotten all alarms. One whose time has passed meanwhile rings at once. */
    fun restore(context: Context) {
        val kept = kept(context)
        if (kept.contains(AT)) schedule(context, kept.getLong(AT, 0) + kept.getInt(RUNG, 0) * AGAIN_MS)
    }

    /** It is time. */
    fun ring(context: Context) {
        val kept = kept(context)
        if (!kept.contains(AT)) return
        ReturnNotice.show(context, kept.getString(LANGUAGE, null) ?: "pl")
        val rung = kept.getInt(RUNG, 0) + 1
        kept.edit().putInt(RUNG, rung).apply()
        if (rung < MOST_RINGS) schedule(context, System.currentTimeMillis() + AGAIN_MS)
    }

    /** May it ring at its very time? Only Android 12 lets somebody take that away. */
    fun isExact(context: Context): Boolean =
        Build.VERSION.SDK_INT < Build.VERSION_CODES.S || alarms(context).canScheduleExactAlarms()

    /** Where somebody gives it back; older phones do not know that page and never need it. */
    fun toSetting(context: Context): Intent {
        val page =
            if (Build.VERSION.SDK_INT < Build.VERSION_CODES.S) Settings.ACTION_APPLICATION_DETAILS_SETTINGS
            else Settings.ACTION_REQUEST_SCHEDULE_EXACT_ALARM
        return Intent(page, Uri.fromParts("package", context.packageName, null))
    }

    private fun schedule(context: Context, at: Long): Boolean {
        val alarms = alarms(context)
        val isExact = isExact(context)
        if (isExact) {
            // The kind that saving power never delays; the system shows its time beside the clock.
            alarms.setAlarmClock(AlarmManager.AlarmClockInfo(at, ReturnNotice.toApp(context)), toReceiver(context))
        } else {
            alarms.setAndAllowWhileIdle(AlarmManager.RTC_WAKEUP, at, toReceiver(context))
        }
        return isExact
    }

    private fun alarms(context: Context) = context.getSystemService(AlarmManager::class.java)

    private fun toReceiver(context: Context): PendingIntent {
        val intent = Intent(context, AlarmReceiver::class.java).setAction(AlarmReceiver.RING)
        val flags = PendingIntent.FLAG_UPDATE_CURRENT or PendingIntent.FLAG_IMMUTABLE
        return PendingIntent.getBroadcast(context, 0, intent, flags)
    }

    /** Readable before the phone is unlocked for the first time, so that a restart in the street changes nothing. */
    private fun kept(context: Context): SharedPreferences =
        context.createDeviceProtectedStorageContext().getSharedPreferences("return_by", Context.MODE_PRIVATE)
}

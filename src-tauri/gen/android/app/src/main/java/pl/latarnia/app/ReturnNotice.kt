package pl.latarnia.app

import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.Context
import android.content.Intent
import android.media.AudioAttributes
import android.media.RingtoneManager
import android.provider.Settings

/** What the alarm shows. It may be read on a locked screen, so it names nobody and no place. */
object ReturnNotice {
    private const val CHANNEL = "return_by"
    private const val ID = 1

    /** Can it be seen at all? */
    fun isAllowed(context: Context): Boolean {
        val notices = notices(context)
        val channel = notices.getNotificationChannel(CHANNEL)
        return notices.areNotificationsEnabled() && channel?.importance != NotificationManager.IMPORTANCE_NONE
    }

    /** Where somebody switches it on again: of the whole app, or of this one kind of notice. */
    fun toSetting(context: Context): Intent {
        val ofApp = !notices(context).areNotificationsEnabled()
        val page =
            if (ofApp) Settings.ACTION_APP_NOTIFICATION_SETTINGS else Settings.ACTION_CHANNEL_NOTIFICATION_SETTINGS
        return Intent(page)
            .putExtra(Settings.EXTRA_APP_PACKAGE, context.packageName)
            .putExtra(Settings.EXTRA_CHANNEL_ID, CHANNEL)
    }

    fun show(context: Context, language: String) {
        val words = Words.of(context, language)
        makeChannel(context, words)
        val notice = Notification.Builder(context, CHANNEL)
            .setSmallIcon(R.drawable.return_by)
            .setContentTitle(words.getString(R.string.return_by_title))
            .setContentText(words.getString(R.string.return_by_text))
            .setCategory(Notification.CATEGORY_ALARM)
            .setVisibility(Notification.VISIBILITY_PUBLIC)
            .setContentIntent(toApp(context))
            .setAutoCancel(true)
            .build()
        notices(context).notify(ID, notice)
    }

    fun hide(context: Context) = notices(context).cancel(ID)

    /** A touch opens the app, at its PIN. */
    fun toApp(context: Context): PendingIntent {
        val intent = Intent(context, MainActivity::class.java).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK)
        return PendingIntent.getActivity(context, 0, intent, PendingIntent.FLAG_IMMUTABLE)
    }

    /** Made again with every use: only so do its words follow the app's language. */
    fun makeChannel(context: Context, language: String) = makeChannel(context, Words.of(context, language))

    private fun makeChannel(context: Context, words: Context) {
        val name = words.getString(R.string.return_by_channel)
        val channel = NotificationChannel(CHANNEL, name, NotificationManager.IMPORTANCE_HIGH)
        channel.description = words.getString(R.string.return_by_channel_about)
        channel.lockscreenVisibility = Notification.VISIBILITY_PUBLIC
        channel.enableVibration(true)
        val sound = RingtoneManager.getDefaultUri(RingtoneManager.TYPE_ALARM)
        val loudness = AudioAttributes.Builder().setUsage(AudioAttributes.USAGE_ALARM).build()
        channel.setSound(sound, loudness)
        notices(context).createNotificationChannel(channel)
    }

    private fun notices(context: Context) = context.getSystemService(NotificationManager::class.java)
}

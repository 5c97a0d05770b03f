package pl.latarnia.app

import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.Context
import android.content.Intent
import android.content.res.Configuration
import android.media.AudioAttributes
import android.media.RingtoneManager
import java.util.Locale

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

    fun show(context: Context, language: String) {
        val words = inLanguage(context, language)
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
    fun makeChannel(context: Context, language: String) = makeChannel(context, inLanguage(context, language))

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

    private fun inLanguage(context: Context, language: String): Context {
        val configuration = Configuration(context.resources.configuration)
        configuration.setLocale(Locale.forLanguageTag(language))
        return context.createConfigurationContext(configuration)
    }

    private fun notices(context: Context) = context.getSystemService(NotificationManager::class.java)
}

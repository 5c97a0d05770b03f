package pl.latarnia.app

import android.content.Context
import android.content.res.Configuration
import java.util.Locale

/** The app's own language, which need not be the phone's. */
object Words {
    fun of(context: Context, language: String): Context {
        val configuration = Configuration(context.resources.configuration)
        configuration.setLocale(Locale.forLanguageTag(language))
        return context.createConfigurationContext(configuration)
    }
}

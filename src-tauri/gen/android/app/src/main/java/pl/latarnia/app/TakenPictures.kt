package pl.latarnia.app

import android.content.Context
import android.os.Environment

/**
 * What the camera app wrote for us. The page has read a picture as soon as it shows it and keeps its own, encrypted;
 * the webview leaves the file where it is, in the open.
 */
object TakenPictures {
    fun clear(context: Context, olderThanMs: Long) {
        val last = System.currentTimeMillis() - olderThanMs
        val files = context.getExternalFilesDir(Environment.DIRECTORY_PICTURES)?.listFiles() ?: return
        for (file in files) if (file.lastModified() <= last) file.delete()
    }
}

package org.seesayact.app

import android.os.Bundle
import android.os.Environment
import android.view.WindowManager
import androidx.activity.enableEdgeToEdge

class MainActivity : TauriActivity() {
  override fun onCreate(savedInstanceState: Bundle?) {
    // Before anything is drawn: blank among the open apps, and in no picture or film of the screen.
    window.setFlags(WindowManager.LayoutParams.FLAG_SECURE, WindowManager.LayoutParams.FLAG_SECURE)
    enableEdgeToEdge()
    super.onCreate(savedInstanceState)
    forgetPhotos()
  }

  /** What the system's camera left here in the plain: the report has it by now, sealed, or never will. */
  private fun forgetPhotos() {
    getExternalFilesDir(Environment.DIRECTORY_PICTURES)?.listFiles()?.forEach { it.delete() }
  }
}

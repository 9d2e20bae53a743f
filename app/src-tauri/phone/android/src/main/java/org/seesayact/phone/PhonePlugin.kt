package org.seesayact.phone

import android.app.Activity
import android.webkit.WebView
import androidx.appcompat.app.AppCompatActivity
import app.tauri.annotation.Command
import app.tauri.annotation.InvokeArg
import app.tauri.annotation.TauriPlugin
import app.tauri.plugin.Invoke
import app.tauri.plugin.JSObject
import app.tauri.plugin.Plugin

@InvokeArg
class DisguiseArgs {
  var on: Boolean = false
}

/** What the Rust crate `phone` asks of Android. No page can ask it. */
@TauriPlugin
class PhonePlugin(private val activity: Activity) : Plugin(activity) {
  private val entrance = Entrance(activity)
  private val signs = Signs(activity)

  override fun load(webView: WebView) {
    entrance.nameTask()
  }

  override fun onPause(activity: AppCompatActivity) {
    signs.stop()
  }

  @Command
  fun disguise(invoke: Invoke) {
    entrance.disguise(invoke.parseArgs(DisguiseArgs::class.java).on)
    invoke.resolve()
  }

  @Command
  fun leave(invoke: Invoke) {
    activity.runOnUiThread { activity.moveTaskToBack(true) }
    invoke.resolve()
  }

  @Command
  fun canTap(invoke: Invoke) {
    invoke.resolve(JSObject().put("able", signs.canRead()))
  }

  @Command
  fun tap(invoke: Invoke) {
    signs.read { text -> invoke.resolve(JSObject().put("text", text)) }
  }

  @Command
  fun stopTap(invoke: Invoke) {
    signs.stop()
    invoke.resolve()
  }
}

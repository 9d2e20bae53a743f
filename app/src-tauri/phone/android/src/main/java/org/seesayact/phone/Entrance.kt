package org.seesayact.phone

import android.app.Activity
import android.app.ActivityManager.TaskDescription
import android.content.ComponentName
import android.content.pm.PackageManager
import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.drawable.Drawable

/**
 * The app's two entrances on the home screen, `activity-alias` entries of its manifest of which exactly one is open:
 * its own name and picture, or ones that say nothing. Android keeps which, also over a restart.
 */
internal class Entrance(private val activity: Activity) {
  private val packages = activity.packageManager
  private val own = named("Own")
  private val neutral = named("Neutral")

  fun disguise(on: Boolean) {
    // The one to open comes first: with both shut the app would have no entrance.
    open(if (on) neutral else own, true)
    open(if (on) own else neutral, false)
    nameTask()
  }

  /** The list of open apps shows the activity's own name whichever way it was entered, unless it is told. */
  fun nameTask() {
    val entrance = if (isOpen(neutral)) neutral else own
    val said = packages.getActivityInfo(entrance, PackageManager.MATCH_DISABLED_COMPONENTS)
    val name = said.loadLabel(packages).toString()
    val picture = picture(said.loadIcon(packages))
    @Suppress("DEPRECATION")
    activity.runOnUiThread { activity.setTaskDescription(TaskDescription(name, picture)) }
  }

  private fun isOpen(entrance: ComponentName): Boolean =
    packages.getComponentEnabledSetting(entrance) == PackageManager.COMPONENT_ENABLED_STATE_ENABLED

  private fun open(entrance: ComponentName, isOpen: Boolean) {
    val state =
      if (isOpen) PackageManager.COMPONENT_ENABLED_STATE_ENABLED else PackageManager.COMPONENT_ENABLED_STATE_DISABLED
    packages.setComponentEnabledSetting(entrance, state, PackageManager.DONT_KILL_APP)
  }

  private fun named(alias: String) = ComponentName(activity.packageName, "org.seesayact.app.$alias")

  private fun picture(drawable: Drawable): Bitmap {
    val bitmap = Bitmap.createBitmap(SIDE, SIDE, Bitmap.Config.ARGB_8888)
    drawable.setBounds(0, 0, SIDE, SIDE)
    drawable.draw(Canvas(bitmap))
    return bitmap
  }

  private companion object {
    const val SIDE = 144
  }
}

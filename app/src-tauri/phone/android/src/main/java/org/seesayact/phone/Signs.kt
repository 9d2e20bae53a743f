package org.seesayact.phone

import android.app.Activity
import android.nfc.NdefRecord
import android.nfc.NfcAdapter
import android.nfc.Tag
import android.nfc.tech.Ndef

/**
 * Reads the chip in a sign, only while somebody has asked for it and the app is on the screen. Nothing is written to a
 * chip, and no chip starts the app: the chooser that Android would show then tells what is installed.
 */
internal class Signs(private val activity: Activity) {
  private val adapter: NfcAdapter? = NfcAdapter.getDefaultAdapter(activity)
  private var tell: ((String?) -> Unit)? = null

  fun canRead(): Boolean = adapter?.isEnabled == true

  fun read(heard: (String?) -> Unit) {
    stop()
    if (!canRead()) return heard(null)
    synchronized(this) { tell = heard }
    activity.runOnUiThread { adapter?.enableReaderMode(activity, this::found, FLAGS, null) }
  }

  fun stop() = end(null)

  private fun found(tag: Tag) {
    val records = Ndef.get(tag)?.cachedNdefMessage?.records ?: return
    val text = records.asSequence().mapNotNull(::said).firstOrNull() ?: return
    end(text)
  }

  private fun end(text: String?) {
    val waits = synchronized(this) { tell.also { tell = null } } ?: return
    activity.runOnUiThread { adapter?.disableReaderMode(activity) }
    waits(text)
  }

  private fun said(record: NdefRecord): String? {
    record.toUri()?.let { return it.toString() }
    val isText = record.tnf == NdefRecord.TNF_WELL_KNOWN && record.type.contentEquals(NdefRecord.RTD_TEXT)
    if (!isText || record.payload.isEmpty()) return null
    // The first byte tells how the text is written, and how long the name of its language is.
    val status = record.payload[0].toInt()
    val from = 1 + (status and 0x3F)
    if (from > record.payload.size) return null
    val writing = if (status and 0x80 == 0) Charsets.UTF_8 else Charsets.UTF_16
    return String(record.payload, from, record.payload.size - from, writing)
  }

  private companion object {
    const val FLAGS =
      NfcAdapter.FLAG_READER_NFC_A or NfcAdapter.FLAG_READER_NFC_B or NfcAdapter.FLAG_READER_NFC_F or
        NfcAdapter.FLAG_READER_NFC_V
  }
}

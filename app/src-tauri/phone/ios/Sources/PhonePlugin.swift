import SwiftRs
import Tauri
import UIKit
import WebKit

struct DisguiseArgs: Decodable {
  let on: Bool
}

struct Able: Encodable {
  let able: Bool
}

struct Heard: Encodable {
  let text: String?
}

/// What the Rust crate `phone` asks of iOS. No page can ask it.
class PhonePlugin: Plugin {
  private let cover = Cover()
  private let signs = Signs()

  @objc override func load(webview: WKWebView) {
    cover.watch()
  }

  /// iOS changes the picture alone, and tells so in a window of its own; the name is fixed when the app is built.
  @objc func disguise(_ invoke: Invoke) throws {
    let picture = try invoke.parseArgs(DisguiseArgs.self).on ? "Notes" : nil
    DispatchQueue.main.async {
      guard UIApplication.shared.supportsAlternateIcons else { return invoke.reject("this phone has one picture only") }
      guard UIApplication.shared.alternateIconName != picture else { return invoke.resolve() }
      UIApplication.shared.setAlternateIconName(picture) { error in
        if let error = error { invoke.reject(error.localizedDescription) } else { invoke.resolve() }
      }
    }
  }

  /// No app may send itself away on iOS: the page that is left empty is all there is.
  @objc func leave(_ invoke: Invoke) {
    invoke.resolve()
  }

  @objc func canTap(_ invoke: Invoke) {
    invoke.resolve(Able(able: signs.canRead))
  }

  @objc func tap(_ invoke: Invoke) {
    signs.read { text in invoke.resolve(Heard(text: text)) }
  }

  @objc func stopTap(_ invoke: Invoke) {
    signs.stop()
    invoke.resolve()
  }
}

@_cdecl("init_plugin_phone")
func initPlugin() -> Plugin {
  return PhonePlugin()
}

import UIKit

/// Whenever the app leaves the front, its screen is covered before iOS takes the picture for the list of open apps.
final class Cover {
  private let shield = UIView()
  private var watching: [NSObjectProtocol] = []

  func watch() {
    shield.backgroundColor = UIColor.systemBackground
    shield.autoresizingMask = [.flexibleWidth, .flexibleHeight]
    let center = NotificationCenter.default
    watching = [
      center.addObserver(forName: UIApplication.willResignActiveNotification, object: nil, queue: .main) {
        [weak self] _ in self?.lower()
      },
      center.addObserver(forName: UIApplication.didBecomeActiveNotification, object: nil, queue: .main) {
        [weak self] _ in self?.shield.removeFromSuperview()
      },
    ]
  }

  private func lower() {
    guard let window = UIApplication.shared.windows.first(where: { $0.isKeyWindow }) else { return }
    shield.frame = window.bounds
    window.addSubview(shield)
  }
}

import CoreNFC

/// Reads the chip in a sign, only while somebody has asked for it. Nothing is written to a chip.
final class Signs: NSObject, NFCNDEFReaderSessionDelegate {
  private var session: NFCNDEFReaderSession?
  private var tell: ((String?) -> Void)?

  var canRead: Bool { NFCNDEFReaderSession.readingAvailable }

  func read(_ heard: @escaping (String?) -> Void) {
    DispatchQueue.main.async {
      self.end(nil)
      guard self.canRead else { return heard(nil) }
      self.tell = heard
      self.session = NFCNDEFReaderSession(delegate: self, queue: .main, invalidateAfterFirstRead: true)
      self.session?.begin()
    }
  }

  func stop() {
    DispatchQueue.main.async { self.end(nil) }
  }

  func readerSession(_ session: NFCNDEFReaderSession, didDetectNDEFs messages: [NFCNDEFMessage]) {
    end(messages.lazy.flatMap { $0.records }.compactMap(Self.said).first)
  }

  func readerSession(_ session: NFCNDEFReaderSession, didInvalidateWithError error: Error) {
    // One that was replaced by a newer one ends late, and is no longer the one that is waited for.
    if session === self.session { end(nil) }
  }

  private func end(_ text: String?) {
    session?.invalidate()
    let waits = tell
    (session, tell) = (nil, nil)
    waits?(text)
  }

  private static func said(_ record: NFCNDEFPayload) -> String? {
    record.wellKnownTypeURIPayload()?.absoluteString ?? record.wellKnownTypeTextPayload().0
  }
}

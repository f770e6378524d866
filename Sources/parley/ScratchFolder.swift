import Foundation

/// A folder for the length of a measurement, removed at its end, also by Ctrl-C and a polite kill.
final class ScratchFolder {
    let path: String
    private let signals: [DispatchSourceSignal]

    /// - Parameter parent: an existing folder.
    /// - Throws: what the file system reports.
    init(in parent: String) throws {
        let path = parent + "/parley-bench-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        self.path = path
        // On a thread of their own: the main one measures and does not look.
        signals = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                try? FileManager.default.removeItem(atPath: path)
                _exit(128 + number)
            }
            source.resume()
            return source
        }
    }

    deinit {
        for source in signals { source.cancel() }
        try? FileManager.default.removeItem(atPath: path)
    }
}

import Foundation
import Kernels
import Studio
import Synchronization
import Synthesis

/// Does what has to do with files, one thing after the other, off the main thread.
final class FileWorker: Sendable {
    private let queue = DispatchQueue(label: "parley.files", qos: .userInitiated)
    private let mailbox: Mailbox
    private let folders: StudioFolders
    private let program: String
    private let shared = Mutex(Shared())

    private typealias Draft = (text: String, path: String?, version: Int)

    private struct Shared {
        var recovery: RecoveryStore?
        /// What is to be kept safe; the latest wins.
        var pending: Draft?
        /// What the usual place did not take.
        var refused: Draft?
        var offers: [Recovery] = []
        var hasComplained = false
        /// The file behind the script.
        var watched: (path: String, stamp: FileStamp)?
        var carriageReturnPaths: Set<String> = []
    }

    init(mailbox: Mailbox, folders: StudioFolders, program: String) {
        self.mailbox = mailbox
        self.folders = folders
        self.program = program
    }

    /// Begins the recovery file and offers what earlier studios left.
    func beginRecovery() {
        queue.async { [self] in
            do {
                let recovery = try RecoveryStore(
                    folders: [folders.recovery, folders.spareRecovery])
                let offers = recovery.leftBehind()
                shared.withLock {
                    $0.recovery = recovery
                    $0.offers = offers
                }
                if let first = offers.first { mailbox.post(.recoveryFound(first)) }
            } catch {
                mailbox.post(.notice("Nothing can be recovered after a crash: \(error)"))
            }
        }
    }

    func open(_ path: String) {
        queue.async { [self] in load(StudioFolders.expanded(path)) }
    }

    func openSample() {
        queue.async { [self] in
            if let path = SampleScript.path(program: program) { return load(path) }
            mailbox.post(
                .fileOpened(
                    path: SampleScript.fileName, text: SampleScript.spare,
                    stamp: DocumentFile.absent))
        }
    }

    private func load(_ path: String) {
        do {
            let contents = try DocumentFile.open(path)
            shared.withLock {
                $0.watched = (path, contents.stamp)
                if contents.hasCarriageReturns { $0.carriageReturnPaths.insert(path) }
            }
            let text = contents.stamp == DocumentFile.absent ? "[Speaker A] " : contents.text
            mailbox.post(.fileOpened(path: path, text: text, stamp: contents.stamp))
        } catch {
            mailbox.post(.fileFailed(message: "\(error)"))
        }
    }

    func save(_ text: String, to path: String, expected: ExpectedFile) {
        queue.async { [self] in
            let path = StudioFolders.expanded(path)
            let carriageReturns = shared.withLock { $0.carriageReturnPaths.contains(path) }
            do {
                let result = try DocumentFile.save(
                    text, to: path, expected: expected, carriageReturns: carriageReturns)
                switch result {
                case .changed: mailbox.post(.fileChangedOnDisk(path: path))
                case .saved(let stamp):
                    shared.withLock { $0.watched = (path, stamp) }
                    mailbox.post(.fileSaved(path: path, stamp: stamp))
                }
            } catch {
                mailbox.post(.fileFailed(message: "\(error)"))
            }
        }
    }

    /// Looks whether someone else has written the file; tells of each change once.
    func look() {
        queue.async { [self] in
            guard let (path, stamp) = shared.withLock({ $0.watched }),
                (try? DocumentFile.hasChanged(path, since: stamp)) == true
            else { return }
            shared.withLock { $0.watched = nil }
            mailbox.post(.fileChangedOnDisk(path: path))
        }
    }

    func list(_ path: String) {
        queue.async { [self] in
            let folder =
                path.isEmpty
                ? FileManager.default.currentDirectoryPath : StudioFolders.expanded(path)
            do {
                mailbox.post(.folderListed(path: path, entries: try FolderListing.entries(folder)))
            } catch {
                mailbox.post(
                    .fileFailed(
                        message: "\(folder): cannot be listed: \(error.localizedDescription) "
                            + "Choose another folder."))
            }
        }
    }

    // MARK: - Recovery

    func saveRecovery(_ text: String, path: String?, version: Int) {
        let isFirst = shared.withLock { shared in
            defer { shared.pending = (text, path, version) }
            return shared.pending == nil
        }
        if isFirst { queue.async { [self] in writeRecovery() } }
    }

    private func writeRecovery() {
        let (recovery, pending) = shared.withLock { shared in
            defer { (shared.pending, shared.refused) = (nil, nil) }
            return (shared.recovery, shared.pending ?? shared.refused)
        }
        guard let recovery, let pending else { return }
        do {
            let place = try recovery.save(pending.text, path: pending.path)
            mailbox.post(.recoverySaved(version: pending.version))
            guard case .spare(let folder) = place else {
                return shared.withLock { $0.hasComplained = false }
            }
            complain(
                "The disk is full. What you type is kept safe in \(folder) until there is room.")
        } catch {
            complain("A crash would lose what you type now: \(error) Save often till then.")
        }
        // Tried again, for there may be room by then.
        shared.withLock { $0.refused = pending }
        queue.asyncAfter(deadline: .now() + Self.retrySeconds) { [self] in writeRecovery() }
    }

    private static let retrySeconds = 3.0

    /// Tells of a trouble once.
    private func complain(_ text: String) {
        let isFirst = shared.withLock { shared in
            defer { shared.hasComplained = true }
            return !shared.hasComplained
        }
        if isFirst { mailbox.post(.notice(text)) }
    }

    func discardRecovery(_ identifier: String?) {
        queue.async { [self] in
            let (recovery, next) = shared.withLock { shared in
                if let identifier {
                    shared.offers.removeAll { $0.identifier == identifier }
                } else {
                    (shared.pending, shared.refused) = (nil, nil)
                }
                return (shared.recovery, identifier == nil ? nil : shared.offers.first)
            }
            recovery?.discard(identifier)
            if let next { mailbox.post(.recoveryFound(next)) }
        }
    }

    /// Waits until everything asked for is done, and lets the recovery file go.
    func finish(keepRecovery: Bool) {
        queue.sync {
            writeRecovery()
            let recovery = shared.withLock { shared in
                defer { shared.recovery = nil }
                return shared.recovery
            }
            if !keepRecovery { recovery?.discard() }
        }
    }

    // MARK: - Casts and settings

    func importCast(_ path: String) {
        queue.async { [self] in
            let path = StudioFolders.expanded(path)
            do {
                mailbox.post(.castImported(path: path, try CastFile.read(path)))
            } catch {
                mailbox.post(.fileFailed(message: "\(error)"))
            }
        }
    }

    func exportCast(_ cast: Cast, to path: String) {
        queue.async { [self] in
            let path = StudioFolders.expanded(path)
            do {
                try CastFile.write(cast, to: path)
                mailbox.post(.castExported(path: path))
            } catch {
                mailbox.post(.fileFailed(message: "\(error)"))
            }
        }
    }

    func savePicture(_ picture: String, to path: String) {
        queue.async { [self] in
            let path = StudioFolders.expanded(path)
            do throws(FileError) {
                var file = try AtomicFile(path: path)
                try file.append(Array(picture.utf8))
                try file.commit()
                mailbox.post(.notice("The picture was written to \(path)"))
            } catch {
                mailbox.post(.fileFailed(message: "\(error)"))
            }
        }
    }

    func save(_ settings: StudioSettings) {
        queue.async { [self] in
            do {
                try SettingsFile(path: folders.settings).save(settings)
            } catch {
                mailbox.post(.notice("Settings are not remembered: \(error)"))
            }
        }
    }
}

/// What is in a folder, for the picker.
enum FolderListing {
    /// Folders first, then by name; what is hidden stays so.
    static func entries(_ folder: String) throws -> [FolderEntry] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        let entries = names.filter { !$0.hasPrefix(".") }.compactMap { name -> FolderEntry? in
            var status = stat()
            guard stat("\(folder)/\(name)", &status) == 0 else { return nil }
            return FolderEntry(
                name: name, isFolder: status.st_mode & S_IFMT == S_IFDIR,
                byteCount: Int(status.st_size))
        }
        return entries.sorted { left, right in
            left.isFolder != right.isFolder
                ? left.isFolder
                : left.name.localizedStandardCompare(right.name) == .orderedAscending
        }
    }
}

import Script
import Synthesis

/// What happened: the only thing that changes a `StudioState`.
public enum Message: Equatable, Sendable {
    /// A key, a paste, the mouse, or a new size of the terminal.
    case input(InputEvent)
    /// Time has passed. `seconds` is monotonic, from any start; sent after every `.wakeIn`, and
    /// every `StudioState.frameInterval` seconds while that is not nil.
    case tick(seconds: Double)

    /// The script of `.readScript` has been read.
    case scriptRead(ScriptReport)

    case fileOpened(path: String, text: String, stamp: FileStamp)
    case fileSaved(path: String, stamp: FileStamp)
    /// The file is no longer the one that was opened: found before saving, which was not done, or
    /// by looking now and then.
    case fileChangedOnDisk(path: String)
    /// A file could not be read or written; nothing in the studio is lost.
    case fileFailed(message: String)
    /// What is in a folder: folders first, then by name.
    case folderListed(path: String, entries: [FolderEntry])
    /// A text that an earlier studio did not come to save.
    case recoveryFound(Recovery)
    /// The text of this version is safe on disk.
    case recoverySaved(version: Int)

    case player(PlayerReport)
    /// The model is there. The first voices are the cast of A, B, C and D.
    case voicesLoaded([VoiceInfo])

    case renderProgress(fractionDone: Double)
    case renderFinished(path: String, audioSeconds: Double, realTimeFactor: Double)
    case renderFailed(message: String)

    case resources(ResourceUse)

    case themesListed([String])
    case themeLoaded(name: String)
    case themeFailed(message: String)

    /// A cast file has been read; only the speakers in it change.
    case castImported(path: String, [Speaker: Voice])
    case castExported(path: String)

    /// The names that `OutputChoice.device` takes.
    case devicesListed([String])
    case streamStarted(url: String)

    /// The clipboard of the terminal or the outside world gave way: a line for the status bar.
    case notice(String)
    /// A signal asks to end (SIGTERM, SIGHUP): recovery is kept, nothing is asked.
    case quitRequested
}

/// What reading a script gave.
public struct ScriptReport: Equatable, Sendable {
    /// That of the `.readScript` it answers.
    public var version: Int
    /// Its turns know their lines.
    public var dialogue: Dialogue
    public var problems: [ScriptProblem]
    /// What of it stands as in the dialogue that was read before.
    public var likeness: Likeness

    /// Which turns of two dialogues are the same: all but those in the middle.
    public struct Likeness: Equatable, Sendable {
        /// Of the text that the earlier dialogue was read from.
        public var version: Int
        /// Turns at the beginning.
        public var head: Int
        /// Turns at the end.
        public var tail: Int

        /// Compares turn by turn; linear in their number.
        init(of new: Dialogue, to old: Dialogue, version: Int) {
            let shorter = min(new.turns.count, old.turns.count)
            var (head, tail) = (0, 0)
            while head < shorter, new.turns[head] == old.turns[head] { head += 1 }
            while tail < shorter - head,
                new.turns[new.turns.count - 1 - tail] == old.turns[old.turns.count - 1 - tail]
            {
                tail += 1
            }
            (self.version, self.head, self.tail) = (version, head, tail)
        }
    }

    /// Reads `text` as the studio does; linear in its length.
    ///
    /// - Parameters:
    ///   - version: of the text.
    ///   - earlier: the dialogue that was read before, and the version of its text: what has
    ///     changed since is found here, where no key waits for it.
    public init(
        reading text: String, version: Int,
        after earlier: (dialogue: Dialogue, version: Int) = (Dialogue(), -1)
    ) {
        let reading = ScriptReading(Array(text.utf8))
        self.version = version
        dialogue = reading.dialogue
        problems = reading.problems
        likeness = Likeness(
            of: reading.dialogue, to: earlier.dialogue, version: earlier.version)
    }
}

/// What tells one state of a file from another.
public struct FileStamp: Hashable, Sendable {
    /// Seconds since 1970.
    public var modified: Double
    public var byteCount: Int
    public var hash: UInt64
    /// Whether this user may write to it.
    public var isWritable: Bool

    public init(modified: Double, byteCount: Int, hash: UInt64, isWritable: Bool = true) {
        self.modified = modified
        self.byteCount = byteCount
        self.hash = hash
        self.isWritable = isWritable
    }
}

/// One line of the file picker.
public struct FolderEntry: Hashable, Sendable {
    public var name: String
    public var isFolder: Bool
    public var byteCount: Int

    public init(name: String, isFolder: Bool, byteCount: Int = 0) {
        self.name = name
        self.isFolder = isFolder
        self.byteCount = byteCount
    }
}

/// A text that was never saved.
public struct Recovery: Equatable, Sendable {
    /// Where it would have been saved; nil for a text without a name.
    public var path: String?
    public var text: String
    /// Since it was written.
    public var ageInSeconds: Double
    /// Names this recovery to `.discardRecovery`.
    public var identifier: String

    public init(path: String?, text: String, ageInSeconds: Double, identifier: String) {
        self.path = path
        self.text = text
        self.ageInSeconds = ageInSeconds
        self.identifier = identifier
    }
}

/// A voice of the model.
public struct VoiceInfo: Equatable, Sendable {
    public var name: String
    public var embedding: [Float]

    public init(name: String, embedding: [Float]) {
        self.name = name
        self.embedding = embedding
    }
}

/// What the process takes.
public struct ResourceUse: Equatable, Sendable {
    /// Bytes in memory now.
    public var resident: Int
    /// Bytes in memory at most so far.
    public var peak: Int
    /// Of one core, 1 is all of it.
    public var cpu: Double

    public init(resident: Int, peak: Int, cpu: Double) {
        self.resident = resident
        self.peak = peak
        self.cpu = cpu
    }
}

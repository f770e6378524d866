import Glibc
import Studio

/// A program under a terminal of our own, to be measured from outside as a user's terminal sees it.
public final class PseudoTerminal {
    private let master: Int32
    /// The program's.
    public let processIdentifier: pid_t
    private var hasEnded = false

    // TIOCSPTLCK, TIOCGPTN and POSIX_SPAWN_SETSID, which Swift cannot see.
    private static let setLock: UInt = 0x4004_5431
    private static let getNumber: UInt = 0x8004_5430
    private static let newSession: Int16 = 0x80

    /// Starts a program.
    ///
    /// - Parameter environment: all of it.
    /// - Throws: `PseudoTerminalError`.
    public init(
        _ arguments: [String], environment: [String: String], size: Size
    ) throws(PseudoTerminalError) {
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var lock: Int32 = 0
        var number: UInt32 = 0
        guard master >= 0, ioctl(master, Self.setLock, &lock) == 0,
            ioctl(master, Self.getNumber, &number) == 0
        else { throw PseudoTerminalError(operation: "make a terminal", code: errno) }
        let name = "/dev/pts/\(number)"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // In a session of its own the first terminal that is opened becomes the controlling one.
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, name, O_RDWR, 0)
        posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDERR_FILENO)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // As a shell would start it, whatever this process ignores or blocks.
        var (all, none) = (sigset_t(), sigset_t())
        sigfillset(&all)
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(
            &attributes,
            Self.newSession | Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))
        var window = winsize()
        window.ws_col = UInt16(clamping: size.columns)
        window.ws_row = UInt16(clamping: size.rows)
        _ = ioctl(master, UInt(TIOCSWINSZ), &window)
        var spawned: pid_t = 0
        let words = arguments.map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for word in words + variables { free(word) } }
        let result = posix_spawn(&spawned, arguments[0], &actions, &attributes, words, variables)
        guard result == 0 else {
            Glibc.close(master)
            throw PseudoTerminalError(operation: "start \(arguments[0])", code: result)
        }
        processIdentifier = spawned
    }

    deinit {
        end()
        Glibc.close(master)
    }

    /// Types.
    public func type(_ text: String) {
        let bytes = Array(text.utf8)
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes {
                write(master, $0.baseAddress! + offset, bytes.count - offset)
            }
            guard count > 0 || errno == EINTR || errno == EAGAIN else { return }
            offset += max(count, 0)
        }
    }

    /// What the program has written, waiting for some at most so long; empty after that.
    public func read(waitingSeconds: Double) -> [UInt8] {
        var input = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        guard poll(&input, 1, Int32(max(waitingSeconds, 0) * 1000 + 0.999)) > 0 else { return [] }
        var block = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(master, &block, block.count)
        return count > 0 ? Array(block[..<count]) : []
    }

    /// The indices of those of `terminals` that have something to read, waiting for the first at
    /// most so long.
    public static func readable(
        _ terminals: [PseudoTerminal], waitingSeconds: Double
    ) -> [Int] {
        var inputs = terminals.map { pollfd(fd: $0.master, events: Int16(POLLIN), revents: 0) }
        let milliseconds = Int32(max(waitingSeconds, 0) * 1000 + 0.999)
        guard poll(&inputs, nfds_t(inputs.count), milliseconds) > 0 else { return [] }
        return inputs.indices.filter { inputs[$0].revents != 0 }
    }

    /// All that is written until there is quiet for so long.
    public func readUntilQuiet(seconds: Double, limit: Double = 30) -> [UInt8] {
        let end = monotonicSeconds() + limit
        var bytes: [UInt8] = []
        while monotonicSeconds() < end {
            let more = read(waitingSeconds: seconds)
            if more.isEmpty { break }
            bytes += more
        }
        return bytes
    }

    /// Kills the program, if it still runs.
    public func end() {
        guard !hasEnded else { return }
        hasEnded = true
        kill(processIdentifier, SIGKILL)
        var status: Int32 = 0
        waitpid(processIdentifier, &status, 0)
    }
}

/// Why a program could not be started under a terminal.
public struct PseudoTerminalError: Error, Equatable, CustomStringConvertible {
    public var operation: String
    public var code: Int32

    public var description: String {
        "cannot \(operation): \(String(cString: strerror(code))). Check that the system has "
            + "pseudo-terminals (/dev/ptmx) and that the program is there."
    }
}

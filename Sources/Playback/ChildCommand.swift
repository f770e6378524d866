import Glibc

/// A shell command that runs beside us and reads from us; ended and buried when let go.
///
/// Nothing that it prints reaches the terminal. It gets a process group of its own, so that keys
/// such as Ctrl-C reach us alone.
struct ChildCommand: ~Copyable {
    private let process: pid_t
    private var input: Int32
    /// As the system has it, once the command has ended.
    private var status: Int32?

    /// - Parameter environment: added to ours.
    /// - Throws: the system's error number.
    init(_ command: String, environment: [String: String] = [:]) throws(SystemFailure) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw SystemFailure(number: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
        for output: Int32 in [1, 2] {
            posix_spawn_file_actions_addopen(&actions, output, "/dev/null", O_WRONLY, 0)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // We ignore SIGPIPE, which children would inherit, and they count on it.
        var restored = sigset_t()
        sigemptyset(&restored)
        sigaddset(&restored, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &restored)
        // The threads of our pools block signals; a child that inherits that cannot be ended.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETPGROUP) | Int16(POSIX_SPAWN_SETSIGDEF)
                | Int16(POSIX_SPAWN_SETSIGMASK))
        var process: pid_t = 0
        let result = spawned(
            &process, ["/bin/sh", "-c", command], environment, actions, attributes)
        Glibc.close(ends[0])
        guard result == 0 else {
            Glibc.close(ends[1])
            throw SystemFailure(number: result)
        }
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        // A small pipe, so that little has left us that has not been taken.
        _ = fcntl(ends[1], setPipeSize, 4096)
        self.process = process
        input = ends[1]
    }

    deinit {
        if input >= 0 { Glibc.close(input) }
        if status == nil {
            kill(-process, SIGKILL)
            var ignored: Int32 = 0
            waitpid(process, &ignored, 0)
        }
    }

    /// Gives the command what of `bytes` it takes at once; nil if it reads no more.
    func write(_ bytes: ArraySlice<UInt8>) -> Int? {
        let result = bytes.withUnsafeBytes { Glibc.write(input, $0.baseAddress, $0.count) }
        if result >= 0 { return result }
        return errno == EAGAIN || errno == EINTR ? 0 : nil
    }

    /// Tells the command that there is no more.
    mutating func closeInput() {
        guard input >= 0 else { return }
        Glibc.close(input)
        input = -1
    }

    /// How the command ended; nil while it runs.
    mutating func ending() -> String? {
        if status == nil {
            var now: Int32 = 0
            guard waitpid(process, &now, WNOHANG) == process else { return nil }
            status = now
        }
        guard let status else { return nil }
        let signal = status & 0x7f
        return signal == 0
            ? "it ended with status \(status >> 8 & 0xff)" : "it was ended by signal \(signal)"
    }
}

/// The system's number of what went wrong.
struct SystemFailure: Error {
    let number: Int32
    var reason: String { String(cString: strerror(number)) }
}

private func spawned(
    _ process: inout pid_t, _ arguments: [String], _ environment: [String: String],
    _ actions: posix_spawn_file_actions_t, _ attributes: posix_spawnattr_t
) -> Int32 {
    var actions = actions
    var attributes = attributes
    var words = arguments.map { strdup($0) }
    defer { for word in words { free(word) } }
    words.append(nil)
    let added = environment.map { strdup("\($0.key)=\($0.value)") }
    defer { for variable in added { free(variable) } }
    var variables = added
    var index = 0
    while let variable = environ[index] {
        let name = String(cString: variable).prefix { $0 != "=" }
        if environment[String(name)] == nil { variables.append(variable) }
        index += 1
    }
    variables.append(nil)
    return posix_spawn(&process, arguments[0], &actions, &attributes, words, variables)
}

/// F_SETPIPE_SZ, which Glibc's module leaves out; where it fails the pipe stays as large as it is.
private let setPipeSize: Int32 = 1031

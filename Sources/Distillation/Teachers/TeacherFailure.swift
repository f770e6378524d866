/// Why a teacher gave no usable sound for a text, and what follows from it.
public struct TeacherFailure: Error, Equatable, Sendable {
    /// The kinds that the report at the end of a labelling run tells apart.
    public enum Kind: String, Codable, CaseIterable, Sendable {
        /// It took longer than it may.
        case hung
        /// The program ended with an error, or could not be started.
        case crashed
        /// Nobody answered at the address, or the connection broke.
        case unreachable
        /// HTTP 429, or 503 with a time to wait.
        case busy
        /// HTTP 5xx, or an error that the service itself reported.
        case serverError
        /// The service will not serve this request: HTTP 400, 413, 422.
        case refused
        /// The service serves no request of ours: a wrong key, address or method.
        case misconfigured
        /// What came is no sound, or not all of one.
        case badReply
        case silent
        case clipped
        case tooShort
        /// The length is far from what the text needs.
        case mumbled
        /// The text cannot be read, or does not fit the sound.
        case unusableText

        /// Whether the same request may do better later.
        var isWorthRetrying: Bool {
            switch self {
            case .hung, .crashed, .unreachable, .busy, .serverError, .badReply, .silent, .clipped,
                .tooShort, .mumbled:
                true
            case .refused, .misconfigured, .unusableText: false
            }
        }

        /// What somebody can do about texts that failed this way.
        var remedy: String {
            switch self {
            case .hung: "Raise --timeout, lower --jobs, or split the long texts."
            case .crashed: "Run the command by hand with one of these texts."
            case .unreachable: "See that the service runs and that --teacher-url is right."
            case .busy: "Lower --jobs or raise --attempts: the service limits requests."
            case .serverError: "Look at the service's own log."
            case .refused: "The service rejects these requests: check --voices, --model, --inputs."
            case .misconfigured: "Check --teacher-url, --api, --model and the key."
            case .badReply: "Listen to what the teacher sends; ask it for WAV."
            case .silent: "Try another voice, or leave these texts out."
            case .clipped: "Lower the teacher's volume."
            case .tooShort: "Give the teacher longer texts."
            case .mumbled: "Listen to some; raise --length-tolerance if they are right."
            case .unusableText: "Correct these texts."
            }
        }
    }

    public var kind: Kind
    /// To follow the teacher's name: "took over 60 s".
    public var problem: String
    /// Seconds that a service asked to be left alone for.
    public var retryAfter: Double?

    public init(_ kind: Kind, _ problem: String, retryAfter: Double? = nil) {
        self.kind = kind
        self.problem = problem
        self.retryAfter = retryAfter
    }
}

/// How often and when a text is tried again.
public struct RetryPolicy: Equatable, Sendable {
    /// How often a text is tried in all.
    public var attempts = 4
    /// Seconds before the second try; each later wait is twice as long.
    public var firstDelay = 1.0
    /// No wait is longer than this, unless the service asks for more; seconds.
    public var longestDelay = 60.0
    /// The longest wait a service may ask for, seconds.
    public var longestRetryAfter = 600.0

    public init() {}

    /// Seconds to wait after try number `attempt` (from 1), or nil to give the text up.
    ///
    /// Up to a quarter is added by `draw` (0…1), so that jobs that failed together don't come back
    /// together.
    func delay(after attempt: Int, of failure: TeacherFailure, draw: Double) -> Double? {
        guard attempt < attempts, failure.kind.isWorthRetrying else { return nil }
        let doubled = firstDelay * Double(1 << min(attempt - 1, 30))
        let own = min(doubled, longestDelay) * (1 + 0.25 * draw)
        return max(own, min(failure.retryAfter ?? 0, longestRetryAfter))
    }
}

import Synchronization

extension AudioSink {
    /// The same sink, given up where it does not come back: a sound server that stands still must
    /// not hold up whoever plays.
    ///
    /// What has hung once is not asked again.
    ///
    /// - Parameters:
    ///   - patience: seconds; a write may take twice that besides the time in which it is heard.
    ///   - name: of the device, for the error.
    func leavingWhatHangs(
        after patience: Double, named name: String, sampleRate: Int
    ) -> AudioSink {
        let inner = self
        let watch = HangWatch()
        let hangs = PlaybackError.cannotPlay(device: name, reason: "it does not answer")
        var sink = self
        let framesPerSecond = Double(sampleRate * channelCount)
        sink.write = { samples in
            let deadline = 2 * patience + Double(samples.count) / framesPerSecond
            guard try await watch.run(deadline, { try await inner.write(samples) }) != nil
            else { throw hangs }
        }
        sink.drain = {
            guard try await watch.run(2 * patience, { try await inner.drain() }) != nil
            else { throw hangs }
        }
        sink.stop = { (try? await watch.run(patience / 2) { await inner.stop() }) ?? 0 }
        sink.delay = { (try? await watch.run(patience / 2) { await inner.delay() }) ?? 0 }
        sink.underrunCount = {
            (try? await watch.run(patience / 2) { await inner.underrunCount() }) ?? 0
        }
        sink.close = { _ = try? await watch.run(patience / 2) { await inner.close() } }
        return sink
    }
}

/// Waits for work, but not for ever.
final class HangWatch: Sendable {
    private let isHung = Mutex(false)

    /// The value of `body`, or nil if it takes longer than `seconds` or something hung before; then
    /// it is left to itself.
    func run<Value: Sendable>(
        _ seconds: Double, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value? {
        guard !isHung.withLock({ $0 }) else { return nil }
        let waiter = Waiter<Value>()
        let timer = Task {
            // Cancellation is the only thing that it throws.
            guard (try? await Task.sleep(for: .seconds(seconds))) != nil else { return }
            if waiter.finish(.success(nil)) { self.isHung.withLock { $0 = true } }
        }
        defer { timer.cancel() }
        return try await withCheckedThrowingContinuation { continuation in
            waiter.begin(continuation)
            Task {
                do {
                    waiter.finish(.success(try await body()))
                } catch {
                    waiter.finish(.failure(error))
                }
            }
        }
    }

    /// Goes on with whatever comes first.
    private final class Waiter<Value: Sendable>: Sendable {
        private enum State {
            case waiting(CheckedContinuation<Value?, any Error>?)
            /// Came before anybody waited.
            case early(Result<Value?, any Error>)
            case done
        }

        private let state = Mutex(State.waiting(nil))

        func begin(_ continuation: CheckedContinuation<Value?, any Error>) {
            let early: Result<Value?, any Error>? = state.withLock { state in
                if case .early(let result) = state {
                    state = .done
                    return result
                }
                state = .waiting(continuation)
                return nil
            }
            if let early { continuation.resume(with: early) }
        }

        /// - Returns: whether it came first.
        @discardableResult
        func finish(_ result: Result<Value?, any Error>) -> Bool {
            let (isFirst, continuation) = state.withLock { state in
                guard case .waiting(let continuation) = state else {
                    return (false, CheckedContinuation<Value?, any Error>?.none)
                }
                state = continuation == nil ? .early(result) : .done
                return (true, continuation)
            }
            continuation?.resume(with: result)
            return isFirst
        }
    }
}

import Dispatch
import Foundation
import Synchronization

/// A thread of its own for an actor whose work blocks or takes long, so that it never holds up a
/// thread that others share.
final class WorkerThread: SerialExecutor {
    private let jobs: Queue

    /// - Parameter niceness: 0…19; higher gives way to others, as rendering does to keys.
    init(name: String, niceness: Int32 = 0) {
        let jobs = Queue()
        self.jobs = jobs
        let thread = Thread {
            // On Linux a thread has a niceness of its own; 0 stands for the calling one.
            if niceness > 0 { setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness) }
            jobs.run()
        }
        thread.name = name
        thread.stackSize = 2 << 20
        thread.start()
    }

    deinit { jobs.close() }

    func enqueue(_ job: consuming ExecutorJob) {
        jobs.add(Work(job: UnownedJob(job), executor: asUnownedSerialExecutor()))
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }
}

private struct Work: Sendable {
    let job: UnownedJob
    let executor: UnownedSerialExecutor
}

/// What the thread has to do. The thread holds it, not the executor, so that the executor can go.
private final class Queue: Sendable {
    private struct State {
        var waiting: [Work] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let arrivals = DispatchSemaphore(value: 0)

    func add(_ work: Work) {
        state.withLock { $0.waiting.append(work) }
        arrivals.signal()
    }

    func close() {
        state.withLock { $0.isClosed = true }
        arrivals.signal()
    }

    func run() {
        while true {
            arrivals.wait()
            let (work, isClosed) = state.withLock { state in
                (state.waiting.isEmpty ? nil : state.waiting.removeFirst(), state.isClosed)
            }
            if let work {
                work.job.runSynchronously(on: work.executor)
            } else if isClosed {
                return
            }
        }
    }
}

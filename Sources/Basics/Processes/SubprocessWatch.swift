internal import CLinux
internal import Glibc

/// A started process with the descriptors that tell of it: one for its end, one for each stream.
struct SubprocessWatch {
    private let process: pid_t
    private let processDescriptor: Int32
    private let started = ContinuousClock.now
    private var streams: [Stream: Reading] = [:]
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)

    /// How long a supervisor's own way of ending a process may take.
    private static let grace: Duration = .seconds(5)

    /// What a process can write on.
    private enum Stream: Int, CaseIterable { case output, errorOutput, status }

    /// Our end of a stream, and what came through it.
    private struct Reading {
        let descriptor: Int32
        var isOpen = true
        var capture: CapturedOutput
    }

    init(starting subprocess: Subprocess) throws(SubprocessError) {
        var given = ChildDescriptors()
        defer { given.closeAll() }
        var ends: [Stream: Int32] = [:]
        do throws(SubprocessError) {
            try given.take(content: subprocess.standardInput)
            ends[.output] = try given.takePipe()
            if subprocess.joinsErrorToOutput {
                try given.repeatLast()
            } else {
                ends[.errorOutput] = try given.takePipe()
            }
            for content in subprocess.memoryFiles { try given.take(content: content) }
            if subprocess.capturesStatus { ends[.status] = try given.takePipe() }
            (process, processDescriptor) = try subprocess.spawnWatched(with: given)
        } catch {
            for end in ends.values { close(end) }
            throw error
        }
        streams = ends.mapValues {
            Reading(descriptor: $0, capture: CapturedOutput(limit: subprocess.outputLimit))
        }
    }

    /// Collects output until the process has ended or has to, and reaps it.
    mutating func finish(for subprocess: Subprocess, cancellation: CancellationSignal)
        -> Subprocess.Result
    {
        var stop: Subprocess.Stop?
        let deadline = subprocess.timeLimit.map { started + $0 }
        var nextCheck = subprocess.supervisor.map { started + $0.interval }
        while true {
            let now = ContinuousClock.now
            if let deadline, now >= deadline {
                stop = .timeLimit
                break
            }
            if let supervisor = subprocess.supervisor, let due = nextCheck, now >= due {
                if let reason = supervisor.check(process: process) {
                    stop = .supervisor(reason)
                    break
                }
                nextCheck = .now + supervisor.interval
            }
            let event = wait(
                until: [deadline, nextCheck].compactMap(\.self).min(), or: cancellation.descriptor)
            if event == .ended || event == .cancelled { break }
        }
        return reap(after: stop, of: subprocess)
    }

    private enum Event { case ended, cancelled, other }

    /// Waits for one event and reads what the streams hold.
    private mutating func wait(
        until limit: ContinuousClock.Instant?, or cancellation: Int32?
    ) -> Event {
        var list = [pollfd(fd: processDescriptor, events: Int16(POLLIN), revents: 0)]
        list.append(pollfd(fd: cancellation ?? -1, events: Int16(POLLIN), revents: 0))
        // A stream that is closed, or was never open, stays in its place with a number that poll ignores.
        list += Stream.allCases.map { stream in
            let reading = streams[stream].flatMap { $0.isOpen ? $0 : nil }
            return pollfd(fd: reading?.descriptor ?? -1, events: Int16(POLLIN), revents: 0)
        }
        guard poll(&list, nfds_t(list.count), milliseconds(until: limit)) > 0 else { return .other }
        for stream in Stream.allCases where list[stream.rawValue + 2].revents != 0 { read(stream) }
        if list[1].revents != 0 { return .cancelled }
        return list[0].revents != 0 ? .ended : .other
    }

    private func milliseconds(until limit: ContinuousClock.Instant?) -> Int32 {
        guard let limit else { return -1 }
        let left = limit - .now
        if left <= .zero { return 0 }
        // Rounded up, or the last fraction of a millisecond would be a busy loop.
        return Int32(min(left / .milliseconds(1) + 1, 60_000))
    }

    /// Reads a stream once and tells whether bytes came.
    ///
    /// At most one buffer at a time, so that a flood cannot starve the limits.
    @discardableResult
    private mutating func read(_ stream: Stream) -> Bool {
        guard let reading = streams[stream], reading.isOpen else { return false }
        let count = Glibc.read(reading.descriptor, &buffer, buffer.count)
        if count > 0 {
            streams[stream]?.capture.append(buffer[..<count])
        } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
            streams[stream]?.isOpen = false
        }
        return count > 0
    }

    /// Kills what is left, reaps the process and closes everything.
    private mutating func reap(after stop: Subprocess.Stop?, of subprocess: Subprocess)
        -> Subprocess.Result
    {
        if !hasEnded, subprocess.supervisor?.terminate(process: process) == true {
            let limit = ContinuousClock.now + Self.grace
            while ContinuousClock.now < limit, wait(until: limit, or: nil) != .ended {}
        }
        // Before the process is reaped: until then its number, which is its group's, belongs to nobody else.
        kill(-process, SIGKILL)
        var status: Int32 = 0
        var usage = rusage()
        while wait4(process, &status, 0, &usage) < 0 && errno == EINTR {}
        drain()
        close(processDescriptor)
        for reading in streams.values { close(reading.descriptor) }
        let signal = status & 0x7f
        return Subprocess.Result(
            termination: signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal),
            stop: stop,
            output: capture(.output), errorOutput: capture(.errorOutput), status: capture(.status),
            duration: .now - started,
            processorTime: Duration(usage.ru_utime) + Duration(usage.ru_stime),
            peakMemory: Int(usage.ru_maxrss) * 1024)
    }

    private func capture(_ stream: Stream) -> CapturedOutput {
        streams[stream]?.capture ?? CapturedOutput(limit: 0)
    }

    private var hasEnded: Bool {
        var entry = pollfd(fd: processDescriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) > 0
    }

    /// Reads what the pipes still hold; never waits, for a daemon may keep a pipe open for ever.
    ///
    /// A pipe holds at most a mebibyte, so a writer that is still alive gets no more than that through.
    private mutating func drain() {
        for stream in Stream.allCases {
            var rounds = 0
            while rounds < 32, read(stream) { rounds += 1 }
        }
    }
}

extension Duration {
    init(_ time: timeval) {
        self = .seconds(time.tv_sec) + .microseconds(time.tv_usec)
    }
}

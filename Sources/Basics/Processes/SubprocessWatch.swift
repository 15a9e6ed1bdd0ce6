internal import CLinux
internal import Glibc

/// A started process with the descriptors that tell of it: one for its end, one for each stream.
struct SubprocessWatch {
    private let process: pid_t
    private let processDescriptor: Int32
    private let started = ContinuousClock.now
    private var streams: [(descriptor: Int32, isOpen: Bool, capture: CapturedOutput)]
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)

    /// How long a supervisor's own way of ending a process may take.
    private static let grace: Duration = .seconds(5)

    init(starting subprocess: Subprocess) throws(SubprocessError) {
        var given = ChildDescriptors()
        var readEnds: [Int32] = []
        var isRunning = false
        defer {
            given.closeAll()
            if !isRunning { for end in readEnds { close(end) } }
        }
        try given.take(content: subprocess.standardInput)
        for index in 0..<2 {
            if index == 1 && subprocess.joinsErrorToOutput {
                try given.take(fcntl(given.sources[1], F_DUPFD_CLOEXEC, 0))
            } else {
                let pipe = try Pipe()
                readEnds.append(pipe.readEnd)
                _ = fcntl(pipe.readEnd, F_SETFL, O_NONBLOCK)
                try given.take(pipe.writeEnd)
            }
        }
        for content in subprocess.memoryFiles { try given.take(content: content) }
        process = try subprocess.spawn(with: given)
        isRunning = true
        processDescriptor = complybot_process_descriptor(process)
        streams = readEnds.map { ($0, true, CapturedOutput(limit: subprocess.outputLimit)) }
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
        // A closed stream stays in its place with a number that poll ignores.
        list += streams.map {
            pollfd(fd: $0.isOpen ? $0.descriptor : -1, events: Int16(POLLIN), revents: 0)
        }
        guard poll(&list, nfds_t(list.count), milliseconds(until: limit)) > 0 else { return .other }
        for index in streams.indices where list[index + 2].revents != 0 { read(stream: index) }
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

    /// Reads a stream once; at most one buffer, so that a flood cannot starve the limits.
    private mutating func read(stream index: Int) {
        let count = Glibc.read(streams[index].descriptor, &buffer, buffer.count)
        if count > 0 {
            streams[index].capture.append(buffer[..<count])
        } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
            streams[index].isOpen = false
        }
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
        for stream in streams { close(stream.descriptor) }
        let signal = status & 0x7f
        return Subprocess.Result(
            termination: signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal),
            stop: stop,
            output: streams[0].capture,
            errorOutput: streams.count > 1 ? streams[1].capture : CapturedOutput(limit: 0),
            duration: .now - started,
            processorTime: Duration(usage.ru_utime) + Duration(usage.ru_stime),
            peakMemory: Int(usage.ru_maxrss) * 1024)
    }

    private var hasEnded: Bool {
        var entry = pollfd(fd: processDescriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) > 0
    }

    /// Reads what the pipes still hold; never waits, for a daemon may keep a pipe open for ever.
    ///
    /// A pipe holds at most a mebibyte, so a writer that is still alive gets no more than that through.
    private mutating func drain() {
        for index in streams.indices {
            var rounds = 0
            while streams[index].isOpen, rounds < 32 {
                let before = streams[index].capture.total
                read(stream: index)
                if streams[index].capture.total == before { break }
                rounds += 1
            }
        }
    }
}

extension Duration {
    init(_ time: timeval) {
        self = .seconds(time.tv_sec) + .microseconds(time.tv_usec)
    }
}

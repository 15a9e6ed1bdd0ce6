internal import CLinux
internal import Dispatch
internal import Glibc
internal import Synchronization

/// A program that is talked to while it runs: its standard input stays open, and its output is handed on as it comes.
///
/// When it ends, is told to, or this value goes, everything left of its process group is killed.
package final class SubprocessDialogue: Sendable {
    /// How long the program may leave its input unread before that counts as a failure.
    private static let patience: Int32 = 20_000

    private let stop: CancellationSignal
    private let writer = DispatchQueue(label: "complybot.dialogue.input")
    private let input: Mutex<Int32?>

    /// Starts the program; its time limit and supervisor do not count.
    ///
    /// `receive` is called with its output, in order, from a thread of its own; false ends the program. `ended` is called once, last of
    /// all, with how it ended and what it wrote on standard error.
    package init(
        starting subprocess: Subprocess,
        receive: @escaping @Sendable (ArraySlice<UInt8>) -> Bool,
        ended: @escaping @Sendable (Subprocess.Termination, CapturedOutput) -> Void
    ) throws(SubprocessError) {
        stop = try CancellationSignal()
        let ends = try Self.socketPair()
        _ = fcntl(ends.ours, F_SETFL, O_NONBLOCK)
        input = Mutex(ends.ours)
        let stop = stop
        let started = Mutex<SubprocessError?>(nil)
        let isStarted = DispatchSemaphore(value: 0)
        // Started where it is watched: a child that asked to die with its parent dies with the thread that started it.
        DispatchQueue(label: "complybot.dialogue").async {
            do throws(SubprocessError) {
                var watch = try DialogueWatch(
                    starting: subprocess, input: ends.theirs, until: stop)
                isStarted.signal()
                let (termination, errors) = watch.finish(receive)
                ended(termination, errors)
            } catch {
                started.withLock { $0 = error }
                isStarted.signal()
            }
        }
        isStarted.wait()
        if let error = started.withLock(\.self) {
            closeInput()
            throw error
        }
    }

    deinit { end() }

    /// Writes to the program's standard input; false when it does not take it.
    package func send(_ bytes: [UInt8]) async -> Bool {
        await withCheckedContinuation { continuation in
            writer.async { [self] in continuation.resume(returning: write(bytes)) }
        }
    }

    /// Ends the program and all that it started.
    package func end() {
        stop.raise()
        closeInput()
    }

    private func closeInput() {
        input.withLock { descriptor in
            if let descriptor { close(descriptor) }
            descriptor = nil
        }
    }

    private func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            // A copy of the descriptor, for `end` may close ours while this waits.
            guard let descriptor = input.withLock({ $0.map { dup($0) } }), descriptor >= 0 else {
                return false
            }
            defer { close(descriptor) }
            var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard poll(&entry, 1, Self.patience) > 0 else { return false }
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EAGAIN || errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// A socket rather than a pipe, for a write to it raises no signal when nobody reads any more.
    private static func socketPair() throws(SubprocessError) -> (ours: Int32, theirs: Int32) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw SubprocessError(
                executable: "socketpair", reason: SystemError.current.description)
        }
        return (ends[0], ends[1])
    }
}

/// A started program with the descriptors that tell of it.
private struct DialogueWatch {
    private let process: pid_t
    private let processDescriptor: Int32
    private let output: Int32
    private let errorOutput: Int32
    private let stop: CancellationSignal
    private var errors: CapturedOutput
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)

    init(
        starting subprocess: Subprocess, input: Int32, until stop: CancellationSignal
    ) throws(SubprocessError) {
        self.stop = stop
        errors = CapturedOutput(limit: subprocess.outputLimit)
        var given = ChildDescriptors()
        defer { given.closeAll() }
        try given.take(input)
        output = try given.takePipe()
        do throws(SubprocessError) {
            errorOutput = try given.takePipe()
        } catch {
            close(output)
            throw error
        }
        do throws(SubprocessError) {
            (process, processDescriptor) = try subprocess.spawnWatched(with: given)
        } catch {
            close(output)
            close(errorOutput)
            throw error
        }
    }

    /// Hands on output until the program has ended or has to, and reaps it.
    mutating func finish(
        _ receive: (ArraySlice<UInt8>) -> Bool
    ) -> (Subprocess.Termination, CapturedOutput) {
        var isOpen = true
        while true {
            var list = [
                pollfd(fd: processDescriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: isOpen ? output : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: errorOutput, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&list, nfds_t(list.count), -1) > 0 else { continue }
            if list[2].revents != 0 {
                let count = read(output, &buffer, buffer.count)
                if count > 0 {
                    guard receive(buffer[..<count]) else { break }
                } else if count == 0 {
                    isOpen = false
                }
            }
            if list[3].revents != 0 { readErrors() }
            // What it wrote before it ended is read first.
            if list[1].revents != 0 || (list[0].revents != 0 && list[2].revents == 0) { break }
        }
        return (reap(), errors)
    }

    private mutating func readErrors() {
        let count = read(errorOutput, &buffer, buffer.count)
        if count > 0 { errors.append(buffer[..<count]) }
    }

    private mutating func reap() -> Subprocess.Termination {
        // Before it is reaped: until then its number, which is its group's, belongs to nobody else.
        kill(-process, SIGKILL)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        readErrors()
        for descriptor in [processDescriptor, output, errorOutput] { close(descriptor) }
        let signal = status & 0x7f
        return signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
    }
}

internal import CLinux
internal import Glibc

/// The two ends of a pipe that no child inherits unless told; whoever makes one closes both.
struct Pipe {
    let readEnd: Int32
    let writeEnd: Int32

    init() throws(SubprocessError) {
        var ends: [Int32] = [-1, -1]
        guard complybot_pipe(&ends) == 0 else {
            throw SubprocessError(executable: "pipe", reason: SystemError.current.description)
        }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }
}

/// The descriptors of a child while it is being started: sources of ours, at the numbers where it finds them.
struct ChildDescriptors {
    /// Ours, in the order of the child's numbers; all above every number of the child's.
    private(set) var sources: [Int32] = []

    /// Sources stand from here on, so that no `dup2` overwrites one that is still to come.
    private static let floor: Int32 = 64

    /// Hands over a descriptor; the original is closed.
    mutating func take(_ descriptor: Int32) throws(SubprocessError) {
        let moved = fcntl(descriptor, F_DUPFD_CLOEXEC, Self.floor)
        let problem = SystemError.current
        close(descriptor)
        guard moved >= 0 else {
            throw SubprocessError(executable: "dup", reason: problem.description)
        }
        sources.append(moved)
    }

    /// Hands over a file in memory with this content, at its start.
    mutating func take(content: [UInt8]) throws(SubprocessError) {
        let file = complybot_memory_file()
        do throws(SystemError) {
            guard file >= 0 else { throw .current }
            try OpenFile.write(content, to: file)
            guard lseek(file, 0, SEEK_SET) == 0 else { throw .current }
        } catch {
            if file >= 0 { close(file) }
            throw SubprocessError(executable: "memfd_create", reason: error.description)
        }
        try take(file)
    }

    /// Hands over the write end of a new pipe, and returns the read end, which never blocks.
    mutating func takePipe() throws(SubprocessError) -> Int32 {
        let pipe = try Pipe()
        _ = fcntl(pipe.readEnd, F_SETFL, O_NONBLOCK)
        do { try take(pipe.writeEnd) } catch {
            close(pipe.readEnd)
            throw error
        }
        return pipe.readEnd
    }

    /// Lets the next number mean what the last one means.
    mutating func repeatLast() throws(SubprocessError) {
        try take(fcntl(sources.last ?? -1, F_DUPFD_CLOEXEC, 0))
    }

    func closeAll() {
        for source in sources { close(source) }
    }
}

extension Subprocess {
    /// Starts the program, and opens a descriptor that tells of its end; without one the program is ended again.
    func spawnWatched(
        with descriptors: ChildDescriptors
    ) throws(SubprocessError) -> (process: pid_t, descriptor: Int32) {
        let process = try spawn(with: descriptors)
        let descriptor = complybot_process_descriptor(process)
        guard descriptor >= 0 else {
            let problem = SystemError.current
            kill(-process, SIGKILL)
            waitpid(process, nil, 0)
            throw SubprocessError(executable: executable, reason: "pidfd_open: \(problem)")
        }
        return (process, descriptor)
    }

    /// Starts the program with exactly these descriptors, at 0, 1, 2, ….
    func spawn(with descriptors: ChildDescriptors) throws(SubprocessError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, source) in descriptors.sources.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, source, Int32(number))
        }
        complybot_spawn_close_from(&actions, Int32(descriptors.sources.count))
        if let workingFolder { complybot_spawn_change_folder(&actions, workingFolder) }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        let flags =
            Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) | complybot_spawn_new_session
        posix_spawnattr_setflags(&attributes, flags)

        var process: pid_t = 0
        let variables = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let code = Self.withCStrings([executable] + arguments) { argv in
            Self.withCStrings(variables) { envp in
                posix_spawn(&process, executable, &actions, &attributes, argv, envp)
            }
        }
        guard code == 0 else {
            throw SubprocessError(
                executable: executable, reason: SystemError(code: code).description)
        }
        return process
    }

    private static func withCStrings<Value>(
        _ strings: [String],
        _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Value
    ) -> Value {
        // One block of bytes with the offset of each string: nothing to free, nothing that strdup may refuse.
        var bytes: [CChar] = []
        var offsets: [Int] = []
        for string in strings {
            offsets.append(bytes.count)
            bytes.append(contentsOf: string.utf8.prefix { $0 != 0 }.map { CChar(bitPattern: $0) })
            bytes.append(0)
        }
        if bytes.isEmpty { bytes = [0] }
        return bytes.withUnsafeMutableBufferPointer { buffer in
            var pointers = offsets.map { offset in buffer.baseAddress.map { $0 + offset } }
            pointers.append(nil)
            return pointers.withUnsafeMutableBufferPointer { list in
                // Never nil: the list holds at least its end marker.
                guard let base = list.baseAddress else {
                    preconditionFailure("an array without storage")
                }
                return body(base)
            }
        }
    }
}

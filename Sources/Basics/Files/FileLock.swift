internal import Glibc

/// A lock between processes and between threads: an exclusive `flock` on a file made for nothing else.
///
/// The system takes it away when the holder dies, however it dies. The file stays, for deleting it would let two
/// holders lock two files of one name.
package struct FileLock: ~Copyable, Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    /// Takes the lock, waiting for it; blocks the thread, so call it on one that may block.
    package init(waitingFor path: String) throws(FileError) {
        guard let descriptor = try Self.lock(path, LOCK_EX) else {
            throw FileError("lock a file", path, because: "the lock was refused")
        }
        self.init(descriptor: descriptor)
    }

    /// Takes the lock if nobody holds it; nil when somebody does.
    package static func ifFree(_ path: String) throws(FileError) -> FileLock? {
        guard let descriptor = try lock(path, LOCK_EX | LOCK_NB) else { return nil }
        return FileLock(descriptor: descriptor)
    }

    deinit { close(descriptor) }

    /// Runs work while the lock is held; blocks the thread until it is free.
    package static func withLock<Value>(at path: String, _ work: () throws -> Value) throws -> Value
    {
        let lock = try FileLock(waitingFor: path)
        return try withExtendedLifetime(lock) { try work() }
    }

    /// The open and locked file; nil when the lock is somebody's and was not to be waited for.
    private static func lock(_ path: String, _ operation: Int32) throws(FileError) -> Int32? {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw FileError("open a lock file", path, because: SystemError.current.description)
        }
        while flock(descriptor, operation) != 0 {
            let problem = SystemError.current
            if problem.code == EINTR { continue }
            close(descriptor)
            if problem.code == EWOULDBLOCK { return nil }
            throw FileError("lock a file", path, because: problem.description)
        }
        return descriptor
    }
}

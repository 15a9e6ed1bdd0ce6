internal import Glibc

/// A lock between processes and between threads: an exclusive `flock` on a file made for nothing else.
///
/// The end of the value gives it back, and the system does when the holder dies, however it dies. The file stays,
/// for deleting it would let two holders lock two files of one name.
package final class FileLock: Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Takes the lock, waiting for it; blocks the thread, so call it on one that may block.
    ///
    /// `onWait` is called once, when somebody else holds the lock, before the wait for it.
    package static func take(
        _ path: String, onWait: () -> Void = {}
    ) throws(FileError) -> FileLock {
        let lock = try FileLock(opening: path)
        if try lock.lock(path, LOCK_EX | LOCK_NB) { return lock }
        onWait()
        _ = try lock.lock(path, LOCK_EX)
        return lock
    }

    /// Takes the lock if nobody holds it; nil when somebody does.
    package static func takeIfFree(_ path: String) throws(FileError) -> FileLock? {
        let lock = try FileLock(opening: path)
        return try lock.lock(path, LOCK_EX | LOCK_NB) ? lock : nil
    }

    /// Gives the lock back before the value ends.
    package func release() { flock(descriptor, LOCK_UN) }

    private convenience init(opening path: String) throws(FileError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw FileError("open a lock file", path, because: .current)
        }
        self.init(descriptor: descriptor)
    }

    /// Whether the lock is ours now; false when it is somebody's and was not to be waited for.
    private func lock(_ path: String, _ operation: Int32) throws(FileError) -> Bool {
        while flock(descriptor, operation) != 0 {
            let problem = SystemError.current
            if problem.code == EWOULDBLOCK { return false }
            guard problem.code == EINTR else {
                throw FileError("lock a file", path, because: problem)
            }
        }
        return true
    }
}

internal import Glibc

/// A lock on a file that holds between processes and ends with the process that has it.
///
/// The file itself stays: removing it would let two processes hold two locks of one name.
package final class FileLock: Sendable {
    private let descriptor: Int32

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Takes the lock, waiting for whoever has it.
    ///
    /// - Throws: `GitError` with `.fileSystem`; the folder of the file must exist.
    package static func acquire(
        _ path: String, onWait: (String) -> Void
    ) throws(GitError) -> FileLock {
        let call = GitCall("take the lock", on: path)
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw call.systemFailure("the lock file cannot be opened") }
        let lock = FileLock(descriptor)
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return lock }
        onWait(path)
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw call.systemFailure("the lock cannot be taken") }
        }
        return lock
    }

    /// Gives the lock back; the end of the value does it too.
    package func release() { flock(descriptor, LOCK_UN) }
}

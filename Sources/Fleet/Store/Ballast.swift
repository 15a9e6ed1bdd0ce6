internal import Basics
internal import Glibc

/// Space on the disk that is set aside, and given up when the disk is full, so that what runs can still be written down.
final class Ballast: Sendable {
    private let path: String
    private let bytes: Int

    /// Ballast of so many bytes in a home folder; 0 is none.
    init(home: String, bytes: Int) {
        path = "\(home)/ballast"
        self.bytes = bytes
    }

    /// Sets the space aside; false where the disk does not have it.
    func load() -> Bool {
        guard bytes > 0 else { return true }
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var facts = stat()
        if fstat(descriptor, &facts) == 0, facts.st_size == bytes, facts.st_blocks * 512 >= bytes {
            return true
        }
        guard posix_fallocate(descriptor, 0, bytes) == 0 else {
            drop()
            return false
        }
        return true
    }

    /// Gives the space up.
    func drop() { unlink(path) }
}

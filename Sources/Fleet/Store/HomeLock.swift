internal import Basics
internal import Glibc

/// The right to work from a home folder, held by one process at a time, and by nobody once that is gone.
package final class HomeLock: Sendable {
    private let lock: FileLock

    private init(_ lock: FileLock) { self.lock = lock }

    /// Takes the lock of a home folder, which must exist.
    ///
    /// `purpose` is what others are told, such as `serve`.
    ///
    /// - Throws: `FleetError` of `.homeInUse`, which names the process that holds it, or `FileError`.
    package static func take(home: String, for purpose: String) throws -> HomeLock {
        let note = "\(home)/lock.holder"
        guard let lock = try FileLock.takeIfFree("\(home)/lock") else {
            throw FleetError(
                .homeInUse, "work from the home folder", on: home,
                because: "\(holder(in: note)) uses it",
                remedy: "stop that one, or set COMPLYBOT_HOME to another folder")
        }
        try AtomicFile.write(Array("\(getpid()) \(purpose)\n".utf8), to: note, mode: 0o600)
        return HomeLock(lock)
    }

    /// Gives the lock back before the value ends.
    package func release() { lock.release() }

    /// Who holds the lock, as far as the note tells; it may be of an earlier holder.
    private static func holder(in note: String) -> String {
        let unknown = "another complybot"
        guard let bytes = try? BoundedFile.bytes(of: note, limit: 256) else { return unknown }
        let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard words.count == 2, let process = pid_t(words[0]), process > 0,
            kill(process, 0) == 0 || errno == EPERM
        else { return unknown }
        return "complybot \(words[1]) (process \(process))"
    }
}

internal import Basics
internal import FoundationEssentials
internal import Glibc

/// A folder of what was found out before, such as compiled patterns, so that a run need not find it out again.
///
/// Nothing in it is believed: a file counts only if it is the user's own, nobody else may touch it, and it bears a seal
/// made with a secret that stands outside the folder. Whatever goes wrong is a miss; no run fails for it.
package struct SealedCache: Sendable {
    private static let mark = Array("cbsealed".utf8)
    private static let sealLength = 32

    private let folder: String
    private let secretFile: String
    private let sizeLimit: Int

    /// A cache in a folder, which is made when there is something to keep.
    ///
    /// The least recently used files go when there are more than `sizeLimit` bytes.
    package init(folder: String, secretFile: String, sizeLimit: Int = 64 << 20) {
        self.folder = folder
        self.secretFile = secretFile
        self.sizeLimit = sizeLimit
    }

    /// What was kept under a key; nil when there is nothing, or nothing to be trusted.
    func content(for key: Digest) -> [UInt8]? {
        guard let secret = Self.privateBytes(of: secretFile, limit: Self.sealLength),
            let file = Self.privateBytes(of: path(of: key), limit: sizeLimit, isUse: true)
        else { return nil }
        let start = Self.mark.count + Self.sealLength
        guard secret.count == Self.sealLength, file.count >= start, file.starts(with: Self.mark)
        else { return nil }
        let content = Array(file[start...])
        guard Self.seal(content, for: key, by: secret) == Array(file[Self.mark.count..<start])
        else { return nil }
        return content
    }

    /// Keeps something under a key, in the place of what was there.
    func keep(_ content: [UInt8], for key: Digest) {
        let whole = Self.mark.count + Self.sealLength + content.count
        guard whole <= sizeLimit, (try? PrivateFolder.make(folder)) != nil, let secret = secret()
        else { return }
        let file = Self.mark + Self.seal(content, for: key, by: secret) + content
        guard (try? AtomicFile.write(file, to: path(of: key), mode: 0o600)) != nil else { return }
        evict()
    }

    private func path(of key: Digest) -> String { "\(folder)/\(key.hex)" }

    private static func seal(_ content: [UInt8], for key: Digest, by secret: [UInt8]) -> [UInt8] {
        Digest.framed([secret, Digest.framed([key.bytes, content]).bytes]).bytes
    }

    /// The secret, made where there is none that is private.
    ///
    /// Of two processes that make one at once the last wins; what the other sealed is a miss from then on.
    private func secret() -> [UInt8]? {
        func known() -> [UInt8]? {
            Self.privateBytes(of: secretFile, limit: Self.sealLength).flatMap {
                $0.count == Self.sealLength ? $0 : nil
            }
        }
        if let known = known() { return known }
        var generator = SystemRandomNumberGenerator()
        let fresh = (0..<Self.sealLength).map { _ in
            UInt8.random(in: .min ... .max, using: &generator)
        }
        try? AtomicFile.write(fresh, to: secretFile, mode: 0o600)
        return known()
    }

    /// The bytes of a regular file that only its owner, who is the user, may read and write.
    private static func privateBytes(
        of path: String, limit: Int, isUse: Bool = false
    ) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_uid == geteuid(),
            status.st_mode & 0o077 == 0
        else { return nil }
        let bytes = try? BoundedFile.bytes(from: descriptor, limit: limit)
        if isUse, bytes != nil { _ = futimens(descriptor, nil) }
        return bytes
    }

    /// Removes what was not used for longest until the rest fits.
    private func evict() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        var files: [(path: String, time: timespec, size: Int)] = []
        for name in names.sorted() {
            var status = stat()
            let path = "\(folder)/\(name)"
            guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
            files.append((path, status.st_mtim, Int(status.st_size)))
        }
        files.sort { ($0.time.tv_sec, $0.time.tv_nsec) < ($1.time.tv_sec, $1.time.tv_nsec) }
        var total = files.reduce(0) { $0 + $1.size }
        for file in files {
            if total <= sizeLimit { return }
            unlink(file.path)
            total -= file.size
        }
    }
}

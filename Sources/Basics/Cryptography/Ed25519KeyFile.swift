internal import Glibc

/// A private key for signatures in a file that only its owner may read: 64 hex digits, the key's seed.
///
/// Beside it, under the same name with `.pub`, stands the public key for whoever checks the signatures.
package enum Ed25519KeyFile {
    /// The key in the file; a new one when there is none, made so that two processes at once get the same.
    ///
    /// Its folder must exist.
    ///
    /// - Throws: a `Diagnostic` that shows nothing of the file's content.
    package static func readOrMake(_ path: String) throws -> Ed25519PrivateKey {
        while true {
            if let key = try read(path) { return key }
            let key = Ed25519PrivateKey.generate()
            guard try place(key, at: path) else { continue }
            try AtomicFile.write(Array("\(key.publicKey)\n".utf8), to: publicPath(for: path))
            return key
        }
    }

    /// The key in the file; nil when there is no file.
    ///
    /// - Throws: a usage `Diagnostic` for a file that is no key, or that others may read.
    package static func read(_ path: String) throws -> Ed25519PrivateKey? {
        let attempted = "read the signing key"
        let bytes: [UInt8]
        do throws(BoundedFile.Refusal) {
            bytes = try BoundedFile.bytes(of: path, limit: 1 << 10)
        } catch {
            if case .system(let problem) = error, problem.code == ENOENT { return nil }
            throw Diagnostic(
                .usage, attempted, on: path, because: error.reason(limit: 1 << 10))
        }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & (S_IRWXG | S_IRWXO) == 0 else {
            throw Diagnostic(
                .usage, attempted, on: path, because: "others than its owner may use it",
                remedy: "chmod 600 the file, if nobody can have read it; else move it away")
        }
        guard let seed = Hexadecimal.decode(line(of: bytes)),
            let key = Ed25519PrivateKey(seed: seed)
        else {
            throw Diagnostic(
                .usage, attempted, on: path, because: "it does not hold 64 hex digits",
                remedy: "restore it from a backup, or move it away to have a new one made")
        }
        return key
    }

    /// The public key in a file such as `publicPath(for:)`.
    package static func readPublic(_ path: String) throws -> Ed25519PublicKey {
        let bytes = try BoundedFile.read(path, limit: 1 << 10, while: "read the public key")
        guard let key = Ed25519PublicKey(hex: line(of: bytes)) else {
            throw Diagnostic(
                .usage, "read the public key", on: path,
                because: "it does not hold 64 hex digits")
        }
        return key
    }

    /// Where the public key of a key file stands.
    package static func publicPath(for path: String) -> String { "\(path).pub" }

    private static func line(of bytes: [UInt8]) -> String {
        String(
            decoding: bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...],
            as: UTF8.self)
    }

    /// Puts a whole file in a place where there is none; false when there is one.
    private static func place(_ key: Ed25519PrivateKey, at path: String) throws -> Bool {
        let draft = "\(path).\(getpid())-\(UInt32.random(in: 0 ... .max))"
        try AtomicFile.write(
            Array("\(Hexadecimal.encode(key.seed))\n".utf8), to: draft, mode: 0o600)
        defer { unlink(draft) }
        // Other than a renaming, a link never replaces the key that another process may have signed with already.
        if link(draft, path) == 0 { return true }
        let problem = SystemError.current
        guard problem.code == EEXIST else {
            throw FileError("make the signing key", path, because: problem)
        }
        return false
    }
}

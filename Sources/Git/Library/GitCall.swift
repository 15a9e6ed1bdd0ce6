internal import Basics
internal import CGit2
internal import Glibc
internal import Snapshots

/// A call into libgit2 or the system that is about to be checked: what it attempts, on what.
///
/// libgit2 keeps the text of its last error for each thread, so it is read right after the call.
struct GitCall {
    let attempted: String
    let subject: String?

    init(_ attempted: String, on subject: String? = nil) {
        self.attempted = attempted
        self.subject = subject
    }

    /// Passes a return code of libgit2 through; throws when it says that the call failed.
    @discardableResult
    func check(_ status: Int32) throws(GitError) -> Int32 {
        guard status < 0 else { return status }
        throw error(status)
    }

    /// The failure behind a return code of libgit2, its text read from this thread.
    func error(_ status: Int32) -> GitError {
        let last = git_error_last()
        let text = last?.pointee.message.map { String(cString: $0) } ?? "libgit2 gave no reason"
        let domain =
            last.map { git_error_t(UInt32(bitPattern: $0.pointee.klass)) } ?? GIT_ERROR_NONE
        // libgit2 does not say what a TLS library found wrong; mostly it is the certificate.
        let remedy =
            domain == GIT_ERROR_SSL
            ? "see that its certificate is of an authority in network.ca-file or SSL_CERT_FILE"
            : nil
        return failure(Self.code(status, domain, text), text, remedy: remedy)
    }

    /// A failure that we found out ourselves.
    func failure(_ code: GitError.Code, _ detail: String, remedy: String? = nil) -> GitError {
        GitError(code, attempted, on: subject, because: detail, remedy: remedy)
    }

    /// The failure of the last system call of this thread.
    func systemFailure(_ what: String, _ problem: SystemError = .current) -> GitError {
        failure(problem.code == ENOENT ? .notFound : .fileSystem, "\(what): \(problem)")
    }

    private static func code(
        _ status: Int32, _ domain: git_error_t, _ text: String
    ) -> GitError.Code {
        switch git_error_code(status) {
        case GIT_EAUTH: return .authentication
        case GIT_ECERTIFICATE: return .untrustedHost
        case GIT_EUSER: return .cancelled
        case GIT_EUNBORNBRANCH: return .unbornHead
        case GIT_EINVALIDSPEC: return .invalidName
        case GIT_EMISMATCH: return .corruptObject
        case GIT_ENOTFOUND where domain == GIT_ERROR_REFERENCE: return .noSuchReference
        case GIT_ENOTFOUND where domain == GIT_ERROR_ODB: return .corruptObject
        default: break
        }
        switch domain {
        case GIT_ERROR_NET, GIT_ERROR_HTTP, GIT_ERROR_SSH, GIT_ERROR_SSL:
            return text.contains("redirect") ? .redirected : .unreachable
        case GIT_ERROR_ODB, GIT_ERROR_ZLIB, GIT_ERROR_OBJECT, GIT_ERROR_TREE: return .corruptObject
        case GIT_ERROR_OS, GIT_ERROR_FILESYSTEM: return .fileSystem
        default: return .failed
        }
    }
}

extension git_oid {
    /// The id in libgit2's form; nil unless it is 20 bytes long.
    init?(_ id: ObjectID) {
        guard id.bytes.count == 20 else { return nil }
        self.init()
        withUnsafeMutableBytes(of: &self) { $0.copyBytes(from: id.bytes) }
    }
}

extension ObjectID {
    /// The id from libgit2's form.
    init(_ id: git_oid) {
        self.init(bytes: withUnsafeBytes(of: id) { Array($0) })
    }

    /// The id in libgit2's form; throws for one that this libgit2 cannot hold.
    func native(for call: GitCall) throws(GitError) -> git_oid {
        guard let id = git_oid(self) else {
            throw call.failure(.corruptObject, "\(self) is no SHA-1 object id")
        }
        return id
    }
}

package import Basics
package import Snapshots

/// Why something with a repository or a remote did not work.
///
/// Never holds credentials: user names and passwords in addresses are cut out of every text.
package struct GitError: DiagnosableError, Hashable, Sendable {
    /// What kind of failure it is; callers switch on it.
    package enum Code: Hashable, Sendable {
        /// There is no such file or folder.
        case notFound
        /// The folder is no git repository.
        case notARepository
        /// The repository has no commit at all.
        case emptyRepository
        /// HEAD names a branch that has no commit yet.
        case unbornHead
        /// No commit goes by that name.
        case noSuchRevision
        /// There is no such reference.
        case noSuchReference
        /// A budget of paths, bytes, objects or references is spent.
        case tooLarge
        /// An object is missing or damaged.
        case corruptObject
        /// A path may not be written.
        case unsafePath
        /// A file is no longer what the snapshot saw; nothing was written.
        case staleFile
        /// Edits do not fit the tree: a file below a file, or a folder where a file should be.
        case pathConflict
        /// A reference is not at the expected commit; what it holds instead, nil for nothing.
        case referenceMoved(actual: ObjectID?)
        /// The remote branch is not at the expected commit; what it holds instead, nil for nothing.
        case leaseFailed(actual: ObjectID?)
        /// The remote refused the push.
        case pushRefused
        /// An address that is malformed, or of a kind that is not allowed.
        case invalidAddress
        /// A name of a branch or reference that is not allowed.
        case invalidName
        /// The remote cannot be reached, or broke off.
        case unreachable
        /// The remote wants other credentials, or some at all.
        case authentication
        /// The remote's certificate or host key is not trusted.
        case untrustedHost
        /// The remote sent us elsewhere; redirects are not followed.
        case redirected
        /// The remote took longer than the deadline.
        case timedOut
        /// The caller cancelled.
        case cancelled
        /// The local folder that a mirror reads its objects from is gone.
        case sourceGone
        /// The file system refused.
        case fileSystem
        /// Anything else that libgit2 said.
        case failed
    }

    /// What kind of failure it is.
    package let code: Code
    /// What was attempted, as an infinitive: "fetch the repository".
    package let attempted: String
    /// On what: a path, a redacted address, a reference.
    package let subject: String?
    /// Why, in words.
    package let detail: String
    /// What to do; nil when the reason says it all.
    package let remedy: String?

    /// An error from its parts; addresses lose their user information.
    package init(
        _ code: Code, _ attempted: String, on subject: String? = nil, because detail: String,
        remedy: String? = nil
    ) {
        self.code = code
        self.attempted = attempted
        self.subject = subject.map(Self.redacted)
        self.detail = Self.redacted(detail)
        self.remedy = remedy
    }

    /// A file of ours that cannot be written or locked.
    package init(_ error: FileError) {
        self.init(.fileSystem, error.attempted, on: error.path, because: error.reason)
    }

    package var diagnostic: Diagnostic {
        Diagnostic(kind, attempted, on: subject, because: detail, remedy: remedy)
    }

    private var kind: Diagnostic.Kind {
        switch code {
        case .invalidAddress, .invalidName, .noSuchRevision: .usage
        default: .incomplete
        }
    }

    /// The text without what stands between `//` and `@`.
    static func redacted(_ text: String) -> String {
        var output: [UInt8] = []
        var rest = Array(text.utf8)[...]
        let mark = UInt8(ascii: "/")
        while let byte = rest.popFirst() {
            output.append(byte)
            guard byte == mark, rest.first == mark else { continue }
            output.append(mark)
            rest.removeFirst()
            let authority = rest.prefix { $0 != mark && $0 > 0x20 && $0 != UInt8(ascii: "'") }
            if let at = authority.lastIndex(of: UInt8(ascii: "@")) { rest = rest[(at + 1)...] }
        }
        return String(decoding: output, as: UTF8.self)
    }
}

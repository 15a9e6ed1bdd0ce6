package import Basics

/// Why something with a forge did not work.
package struct ForgeError: DiagnosableError, Hashable, Sendable {
    /// What kind of failure it is; callers switch on it.
    package enum Code: Hashable, Sendable {
        /// The forge cannot serve this kind of address.
        case unsupportedRepository
        /// There is no such repository, or it has no default branch.
        case noRepository
        /// There is no pull request of that number.
        case noPullRequest
        /// The pull request is closed or merged.
        case notOpen
        /// A record of a pull request is damaged.
        case corruptRecord
        /// What was asked for is not allowed.
        case invalidRequest
        /// A pull request from this head to this base is open already.
        case alreadyExists
        /// The forge does not see yet what was just pushed; it may within minutes.
        case notVisibleYet
        /// The forge refuses it for good: a rule of the repository, its content, or what the repository allows.
        case refused
        /// The repository is archived, switched off or gone.
        case repositoryClosed
        /// The credential does not reach as far, or is no longer valid.
        case noAccess
        /// The request was sent and its answer lost: whether it was done is not known.
        case answerLost
        /// The installation is suspended, or the App was taken off.
        case suspended
        /// A limit; nothing was done, and it is over after so many seconds.
        case limited(seconds: Int)
        /// A forge that is down; nothing was done, and it may pass after so many seconds.
        case unavailable(seconds: Int?)
        /// The forge answered with something that makes no sense.
        case malformedAnswer
    }

    /// What kind of failure it is.
    package let code: Code
    /// What was attempted, as an infinitive.
    package let attempted: String
    /// On what: a repository, a record, a pull request.
    package let subject: String?
    /// Why, in words.
    package let detail: String
    /// What to do; nil when the reason says it all.
    package let remedy: String?

    /// An error from its parts.
    package init(
        _ code: Code, _ attempted: String, on subject: String? = nil, because detail: String,
        remedy: String? = nil
    ) {
        self.code = code
        self.attempted = attempted
        self.subject = subject
        self.detail = detail
        self.remedy = remedy
    }

    package var diagnostic: Diagnostic {
        let kind: Diagnostic.Kind =
            code == .unsupportedRepository || code == .invalidRequest ? .usage : .incomplete
        return Diagnostic(kind, attempted, on: subject, because: detail, remedy: remedy)
    }
}

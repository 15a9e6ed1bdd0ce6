internal import Basics
internal import Forge
internal import Git
internal import HTTPClient

extension JobOutcome {
    /// How long a job stays away from a forge that is down and does not say for how long.
    private static let downPause = Duration.seconds(30)

    /// What a failure of the work means for the job: for good, later, or once something outside is over.
    ///
    /// What is not known to be for good is tried again; it ends among the dead, where a person looks.
    package init(of error: any Error) {
        let words = Diagnostic(describing: error, while: "work on the repository").description
        switch error {
        case is CancellationError: self = .released
        case let error as ForgeError: self.init(of: error.code, words)
        case let error as GitHubError: self.init(of: error.code, words)
        case let error as GitError: self.init(of: error.code, words)
        case let error as HTTPError where error.code == .cancelled: self = .released
        default: self = .retry(after: nil, because: words)
        }
    }

    private init(of code: ForgeError.Code, _ words: String) {
        switch code {
        case .unsupportedRepository: self = .failed(.configInvalid, because: words)
        case .noRepository: self = .failed(.gone, because: words)
        case .repositoryClosed: self = .failed(.archived, because: words)
        case .noAccess: self = .failed(.noAccess, because: words)
        case .suspended: self = .failed(.suspendedInstallation, because: words)
        case .refused: self = .failed(.policyRefused, because: words)
        case .limited(let seconds):
            self = .waiting(.rate, after: .seconds(seconds), because: words)
        case .unavailable(let seconds):
            self = .waiting(
                .forgeDown, after: seconds.map { .seconds($0) } ?? Self.downPause, because: words)
        case .noPullRequest, .notOpen, .corruptRecord, .invalidRequest, .alreadyExists,
            .notVisibleYet, .answerLost, .malformedAnswer:
            self = .retry(after: nil, because: words)
        }
    }

    private init(of code: GitHubError.Code, _ words: String) {
        switch code {
        case .unauthorized, .forbidden, .singleSignOn, .unavailableForLegalReasons:
            self = .failed(.noAccess, because: words)
        case .suspended: self = .failed(.suspendedInstallation, because: words)
        case .gone: self = .failed(.archived, because: words)
        case .refused: self = .failed(.policyRefused, because: words)
        case .limited(let seconds):
            self = .waiting(.rate, after: .seconds(seconds), because: words)
        case .hostDown(let seconds):
            self = .waiting(.forgeDown, after: .seconds(seconds), because: words)
        case .unavailable: self = .waiting(.forgeDown, after: Self.downPause, because: words)
        case .cancelled: self = .released
        // A part of a repository that is not there may have been seen a moment ago, or be seen in a moment.
        case .notFound, .conflict, .alreadyExists, .notVisibleYet, .invalid, .redirectRefused,
            .malformedAnswer, .answerLost:
            self = .retry(after: nil, because: words)
        }
    }

    private init(of code: GitError.Code, _ words: String) {
        switch code {
        case .notFound: self = .failed(.gone, because: words)
        case .authentication, .untrustedHost: self = .failed(.noAccess, because: words)
        case .tooLarge: self = .failed(.tooLarge, because: words)
        case .notARepository, .corruptObject, .unsafePath:
            self = .failed(.malformedRepository, because: words)
        case .pushRefused: self = .failed(.policyRefused, because: words)
        case .invalidAddress, .invalidName: self = .failed(.configInvalid, because: words)
        case .cancelled: self = .released
        case .emptyRepository, .unbornHead, .noSuchRevision, .noSuchReference, .staleFile,
            .pathConflict, .referenceMoved, .leaseFailed, .unreachable, .redirected, .timedOut,
            .sourceGone, .fileSystem, .failed:
            self = .retry(after: nil, because: words)
        }
    }
}

/// What a failure says about the host of the repository.
enum HostSign {
    /// Whether the host could not be reached at all.
    static func isDown(_ error: any Error) -> Bool {
        switch error {
        case let error as ForgeError:
            if case .unavailable = error.code { true } else { false }
        case let error as GitHubError:
            switch error.code {
            case .unavailable, .hostDown: true
            default: false
            }
        case let error as GitError: error.code == .unreachable || error.code == .timedOut
        default: false
        }
    }
}

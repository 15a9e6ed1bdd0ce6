internal import Basics

extension ForgeError {
    /// What GitHub's refusal or failure means for whoever works with any forge.
    init(_ error: GitHubError, missing: Code = .noRepository) {
        let code: Code =
            switch error.code {
            case .unauthorized, .forbidden, .singleSignOn, .unavailableForLegalReasons: .noAccess
            case .suspended: .suspended
            case .limited(let seconds): .limited(seconds: seconds)
            case .hostDown(let seconds): .unavailable(seconds: seconds)
            case .notFound: missing
            case .gone: .repositoryClosed
            case .alreadyExists: .alreadyExists
            case .notVisibleYet: .notVisibleYet
            case .refused: .refused
            case .invalid: .invalidRequest
            case .redirectRefused, .malformedAnswer: .malformedAnswer
            case .conflict, .unavailable, .cancelled: .unavailable(seconds: nil)
            case .answerLost: .answerLost
            }
        self.init(
            code, error.attempted, on: error.subject, because: error.detail, remedy: error.remedy)
    }
}

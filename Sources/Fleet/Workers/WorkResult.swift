package import Remediation

/// What an attempt at a job came to.
package struct WorkResult: Sendable, Hashable {
    package var outcome: JobOutcome
    /// What became of the repository; nil when the work did not come that far.
    package var summary: RemediationSummary?

    /// A result from its parts.
    package init(outcome: JobOutcome, summary: RemediationSummary? = nil) {
        self.outcome = outcome
        self.summary = summary
    }

    /// The result of a repository that was worked on.
    package init(_ summary: RemediationSummary) {
        self.init(outcome: JobOutcome(of: summary), summary: summary)
    }
}

extension JobOutcome {
    /// How long a job waits for a window that does not say when it opens.
    private static let windowPause = Duration.seconds(3600)

    /// What a summary means for the job.
    package init(of summary: RemediationSummary) {
        let words = summary.failure ?? summary.note
        if let failure = PermanentFailure(condition: summary.condition) {
            self = .failed(failure, because: words)
        } else if summary.isUsageFailure {
            self = .failed(.configInvalid, because: words)
        } else if let failure = summary.failure {
            self = .retry(after: nil, because: failure)
        } else if summary.all.contains(where: { $0.isWaiting == true && $0.action == .held }) {
            self = .waiting(.window, after: Self.windowPause, because: words)
        } else {
            self = .done
        }
    }
}

extension PermanentFailure {
    /// The failure that a summary's condition names; nil for a condition that is none, or nothing.
    fileprivate init?(condition: String?) {
        switch condition {
        case "disabled": self = .archived
        case let name?: self.init(rawValue: name)
        case nil: return nil
        }
    }
}
